import { getVideo } from '../../client/videos.ts';
import type { Program } from '../program.ts';
import { createCommand } from '../program.ts';
import type { ApiValues } from './api-options.ts';
import { addApiOptions, findClient, printVideo } from './api-options.ts';

export const get: Program = (config) =>
  addApiOptions(createCommand('get', 'One video as it stands.'))
    .argument('<id>')
    .action(async (id: string, values: ApiValues) =>
      printVideo(await getVideo(findClient(config, values), id), values),
    );
