import { settingsHelp } from '../config/settings-text.ts';
import type { StackConfig } from '../stack/config.ts';
import { Problem } from '../stack/early/problem.mjs';
import { setUpStack } from '../stack/setup/setup.ts';
import type { Terminal } from '../stack/supervisor/part-log.ts';
import { startStack } from '../stack/supervisor/stack.ts';
import { listenForStop, untilAborted } from '../stack/supervisor/stop-signals.ts';
import type { Program } from './program.ts';
import { createCommand } from './program.ts';
import { describeUnfinished, findUnfinished } from './unfinished-videos.ts';

const terminal: Terminal = {
  log: (line) => process.stderr.write(`${line}\n`),
  say: (line) => process.stderr.write(`promptreel: ${line}\n`),
};

/** `npm start`. */
export const startProgram: Program = (config, end) =>
  createCommand('npm start', 'The whole stack on this machine, until Ctrl-C.')
    .addHelpText('after', () => `\n${settingsHelp('S')}`)
    .action(async () => end(await runStart(config)));

export async function runStart(config: StackConfig): Promise<number> {
  const tools = await setUpStack(config);
  const signals = listenForStop(terminal.say);
  try {
    const began = Date.now();
    const stack = await startStack({ config, tools, terminal, signals });
    terminal.say(`running after ${((Date.now() - began) / 1000).toFixed(1)} s; Ctrl-C stops it`);
    terminal.say(`API ${stack.api}  docs ${stack.api}/docs`);
    if (stack.temporalUi !== undefined) terminal.say(`Temporal UI ${stack.temporalUi}`);
    const earlier = await findUnfinished({ base: stack.api, key: config.apiKey });
    if (earlier.length > 0) terminal.say(describeUnfinished(earlier));
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
