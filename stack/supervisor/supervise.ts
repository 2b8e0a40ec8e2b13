import { dataDirMark } from '../config.ts';
import { identityOf } from '../early/process-identity.mjs';
import { partMark } from './marked-processes.ts';
import type { PartSpec } from './part.ts';
import { Part } from './part.ts';
import type { Terminal } from './part-log.ts';
import { openPartLog } from './part-log.ts';
import { removeStackFile, writeStackFile } from './stack-file.ts';
import type { StopSignals } from './stop-signals.ts';

export interface SuperviseOptions {
  dataDir: string;
  /**
   * Stopped in the reverse order, those of one group together. At a start only the first group is
   * waited for: the others retry until they reach each other.
   */
  groups: readonly (readonly PartSpec[])[];
  terminal: Terminal;
  redact: (line: string) => string;
  signals: Pick<StopSignals, 'stop' | 'hurry'>;
}

export interface Supervised {
  /** Stops every part in order and removes `stack.json`. */
  stop: () => Promise<void>;
}

function rejectOn(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stopped = (): void => reject(signal.reason);
    if (signal.aborted) stopped();
    else signal.addEventListener('abort', stopped, { once: true });
  });
}

/**
 * Starts the parts, keeps them alive and `stack.json` true.
 * @throws Problem when one does not start, after stopping the others; the stop signal's reason when
 *   that came first.
 */
export async function supervise(options: SuperviseOptions): Promise<Supervised> {
  const { dataDir, terminal, redact, signals } = options;
  const mark = dataDirMark(dataDir);
  const supervisor = identityOf(process.pid);
  if (supervisor === undefined) throw new Error('cannot tell when this process was started');
  const groups: Part[][] = [];
  let stopped = false;
  const publish = (): void => {
    const entries = groups.flat().map((part) => part.entry);
    if (stopped) return;
    try {
      writeStackFile(dataDir, { supervisor, parts: entries.filter((each) => each !== undefined) });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      terminal.say(`stack.json cannot be written: ${reason}`);
    }
  };
  const create = (spec: PartSpec): Part => {
    const log = openPartLog({ dataDir, part: spec.name, terminal, redact });
    return new Part(spec, { log, mark: partMark(mark, spec.name), changed: publish });
  };
  const stop = async (): Promise<void> => {
    for (const group of groups.toReversed()) {
      await Promise.all(group.map((part) => part.stop(signals.hurry)));
    }
    stopped = true;
    removeStackFile(dataDir);
  };
  const startGroup = async (specs: readonly PartSpec[]): Promise<void> => {
    const group = specs.map(create);
    groups.push(group);
    await Promise.all(group.map((part) => part.start()));
  };
  const start = async (): Promise<void> => {
    publish();
    const [first = [], ...others] = options.groups;
    await startGroup(first);
    signals.stop.throwIfAborted();
    await Promise.all(others.map(startGroup));
  };
  try {
    await Promise.race([start(), rejectOn(signals.stop)]);
    return { stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
