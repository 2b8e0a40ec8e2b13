import type { Video } from '../../client/resources.ts';
import { listVideos } from '../../client/videos.ts';
import type { Program } from '../program.ts';
import { createCommand } from '../program.ts';
import type { ApiValues } from './api-options.ts';
import { addApiOptions, findClient } from './api-options.ts';

const PROMPT_SHOWN = 60;

interface Values extends ApiValues {
  status?: string;
  stage?: string;
  model?: string;
  createdAfter?: string;
  limit?: string;
  cursor?: string;
}

export const list: Program = (config) =>
  addApiOptions(createCommand('list', 'Videos, newest first.'))
    .option('--status <status>')
    .option('--stage <stage>')
    .option('--model <server/model>')
    .option('--created-after <time>', 'RFC 3339')
    .option('--limit <n>')
    .option('--cursor <cursor>', 'where the page before ended')
    .action(async (values: Values) => {
      const { json, createdAfter, status, stage, model, limit, cursor } = values;
      const query = { status, stage, model, created_after: createdAfter, limit, cursor };
      const page = await listVideos(findClient(config, values), query);
      if (json === true) return console.log(JSON.stringify(page));
      for (const video of page.data) console.log(listLine(video));
      if (page.next_cursor !== null) console.log(`more: --cursor ${page.next_cursor}`);
    });

function listLine({ id, created_at: created, status, request }: Video): string {
  const prompt = request.prompt.replaceAll(/\s+/g, ' ').slice(0, PROMPT_SHOWN);
  return `${id}  ${created}  ${status.padEnd(15)}  ${prompt}`;
}
