import { deleteVideo } from '../../client/videos.ts';
import type { Program } from '../program.ts';
import { createCommand } from '../program.ts';
import type { ApiValues } from './api-options.ts';
import { addApiOptions, findClient } from './api-options.ts';

export const remove: Program = (config) =>
  addApiOptions(createCommand('delete', 'Delete it and everything kept of it.'))
    .argument('<id>')
    .action(async (id: string, values: ApiValues) => {
      await deleteVideo(findClient(config, values), id);
      console.error('deleted');
    });
