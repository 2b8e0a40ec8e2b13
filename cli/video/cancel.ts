import { cancelVideo } from '../../client/videos.ts';
import type { Program } from '../program.ts';
import { createCommand } from '../program.ts';
import type { ApiValues } from './api-options.ts';
import { addApiOptions, findClient, printVideo } from './api-options.ts';

export const cancel: Program = (config) =>
  addApiOptions(createCommand('cancel', 'Stop making it.'))
    .argument('<id>')
    .action(async (id: string, values: ApiValues) =>
      printVideo(await cancelVideo(findClient(config, values), id), values),
    );
