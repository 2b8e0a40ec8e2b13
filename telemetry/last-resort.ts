import type { Log } from './log.ts';

/**
 * For what nobody caught, a rejection included: said once, then `drain` is called, which should finish
 * what is under way and exit. The state of a process that went on would be anybody's guess; one that
 * ended at once would take everybody's work with it.
 */
export function drainAtFault(log: Log, drain: () => void): void {
  let draining = false;
  process.on('uncaughtException', (error: unknown, origin) => {
    log.fatal({ err: error, origin }, 'an error that nobody caught');
    process.exitCode = 1;
    if (draining) return;
    draining = true;
    drain();
  });
}
