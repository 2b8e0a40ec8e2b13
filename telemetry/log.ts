import type { DestinationStream, Logger } from 'pino';
import { destination, pino, stdTimeFunctions } from 'pino';
import type { LogLevel } from './log-levels.ts';
import { redactFields, redactText } from './redaction.ts';

export type Log = Logger;

/**
 * One JSON line per event on stderr, so that stdout stays free for what a program answers. Prompts,
 * credentials and the queries of URLs do not get through, see `redaction.ts`.
 */
export function openLog(options: {
  /** Which part of the stack speaks, e.g. `api`, `worker-io`. */
  part: string;
  level?: LogLevel;
  to?: DestinationStream;
}): Log {
  return pino(
    {
      level: options.level ?? 'info',
      base: { part: options.part },
      timestamp: stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => redactFields(fields, 1),
        bindings: (fields) => redactFields(fields, 1),
      },
      // `formatters.log` has made errors plain by then.
      serializers: { err: (error: unknown) => error },
      hooks: {
        logMethod(args, method) {
          const told = args.map((each: unknown) =>
            typeof each === 'string' ? redactText(each) : each,
          );
          Reflect.apply(method, this, told);
        },
      },
    },
    options.to ?? stderr(),
  );
}

/** Whoever read our lines may have been killed; that is no reason to die of the next one. */
function stderr(): DestinationStream {
  const stream = destination({ dest: 2, sync: true });
  // The process's own stream too: libraries warn through it.
  stream.on('error', ignore);
  process.stderr.on('error', ignore);
  process.stdout.on('error', ignore);
  return stream;
}

function ignore(): void {}
