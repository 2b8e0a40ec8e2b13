import { parseArgs } from 'node:util';
import { settingsHelp } from '../config/settings-text.ts';
import type { StackConfig } from '../stack/config.ts';
import { Problem } from '../stack/early/problem.mjs';
import { setUpStack } from '../stack/setup/setup.ts';
import { startStack } from '../stack/supervisor/stack.ts';
import type { Terminal } from '../stack/supervisor/part-log.ts';
import { listenForStop, untilAborted } from '../stack/supervisor/stop-signals.ts';

const USAGE = 'usage: npm start   (npm start -- --help lists the settings)';

const terminal: Terminal = {
  log: (line) => process.stderr.write(`${line}\n`),
  say: (line) => process.stderr.write(`promptreel: ${line}\n`),
};

function checkArguments(args: readonly string[]): 'help' | 'start' {
  if (args.includes('--help')) return 'help';
  try {
    parseArgs({ args: [...args], options: {}, allowPositionals: false });
    return 'start';
  } catch (cause) {
    throw new Problem(`npm start takes no arguments. ${USAGE}`, { exitCode: 2, cause });
  }
}

/** `npm start`: the whole stack on this machine, until it is told to stop. */
export async function runStart(config: StackConfig, args: readonly string[]): Promise<number> {
  if (checkArguments(args) === 'help') {
    console.log(`${USAGE}\n\n${settingsHelp('S')}`);
    return 0;
  }
  const tools = await setUpStack(config);
  const signals = listenForStop(terminal.say);
  try {
    const began = Date.now();
    const stack = await startStack({ config, tools, terminal, signals });
    terminal.say(`running after ${((Date.now() - began) / 1000).toFixed(1)} s; Ctrl-C stops it`);
    terminal.say(`API ${stack.api}  docs ${stack.api}/docs`);
    if (stack.temporalUi !== undefined) terminal.say(`Temporal UI ${stack.temporalUi}`);
    await untilAborted(signals.stop);
    terminal.say('stopping: API, workers, model server, Temporal (Ctrl-C again: at once)');
    await stack.stop();
    terminal.say('stopped');
    return 0;
  } catch (error) {
    // Stopped while it was still starting: everything begun is down again.
    if (signals.stop.aborted && !(error instanceof Problem)) return 0;
    throw error;
  } finally {
    signals.dispose();
  }
}
