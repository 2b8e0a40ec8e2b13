import type { Program } from '../program.ts';
import { createCommand } from '../program.ts';
import type { CreateValues } from '../video/create-options.ts';
import { addCreateOptions, requestFrom } from '../video/create-options.ts';
import type { DemoOptions } from './demo.ts';
import { runDemo } from './demo.ts';

interface Values extends CreateValues {
  json?: true;
  exit?: true;
}

/** `npm run demo`: one video on a stack of its own, or on the one that runs already. */
export const demoProgram: Program = (config, end) =>
  demoCommand(async (options) => end(await runDemo(config, options)));

export function demoCommand(run: (options: DemoOptions) => void | Promise<void>) {
  const summary = 'One video, from the prompt to the player; starts what is not running.';
  const command = addCreateOptions(createCommand('npm run demo', summary))
    .usage('-- "<prompt>" [options]')
    .option('--json', 'the video as one line of JSON on stdout, everything else on stderr')
    .option('--exit', 'stop once the video has ended; status 0 only if it was published');
  return command.action(async (words: string[], { json, exit, ...asked }: Values) => {
    const request = requestFrom(command, words, asked);
    await run({ request, json: json === true, exit: exit === true });
  });
}
