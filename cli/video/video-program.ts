import type { Program } from '../program.ts';
import { createCommand } from '../program.ts';
import { cancel } from './cancel.ts';
import { create } from './create.ts';
import { remove } from './delete.ts';
import { get } from './get.ts';
import { list } from './list.ts';
import { review } from './review.ts';
import { watch } from './watch.ts';

const COMMANDS: readonly Program[] = [create, get, list, watch, review, cancel, remove];

/** `npm run video`: the client for a running stack. */
export const videoProgram: Program = (config, end) => {
  const program = createCommand('npm run video', 'The client for a running stack.')
    .usage('-- <command> [options]')
    .helpCommand(false);
  for (const command of COMMANDS) program.addCommand(command(config, end));
  return program;
};
