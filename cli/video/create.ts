import { randomUUID } from 'node:crypto';
import { createVideo } from '../../client/videos.ts';
import type { Program } from '../program.ts';
import { createCommand } from '../program.ts';
import type { ApiValues } from './api-options.ts';
import { addApiOptions, findClient, printVideo } from './api-options.ts';
import type { CreateValues } from './create-options.ts';
import { addCreateOptions, requestFrom } from './create-options.ts';
import { watchOnTerminal } from './watch.ts';

interface Values extends ApiValues, CreateValues {
  watch?: true;
  idempotencyKey?: string;
}

export const create: Program = (config, end) => {
  const command = addApiOptions(addCreateOptions(createCommand('create', 'Ask for a video.')))
    .option('--watch', 'follow it until it has ended; status 0 only if it was published')
    .option('--idempotency-key <key>', 'the same key again means the same video');
  return command.action(async (words: string[], values: Values) => {
    const request = requestFrom(command, words, values);
    const client = findClient(config, values);
    const video = await createVideo(client, request, {
      idempotencyKey: values.idempotencyKey ?? randomUUID(),
      onRetry: (reason) => console.error(`${reason}; trying again`),
    });
    printVideo(video, values);
    if (values.watch === true) end(await watchOnTerminal(client, video.id, values));
  });
};
