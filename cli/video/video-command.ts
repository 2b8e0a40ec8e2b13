import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import type { StackConfig } from '../../stack/config.ts';
import { Problem } from '../../stack/early/problem.mjs';
import { addressOf, findRunningStack } from '../../stack/supervisor/running-stack.ts';
import type { ApiClient } from '../../client/api-client.ts';
import { callApi, explainUnreachable } from '../../client/api-client.ts';
import type { CreateValues } from './create-options.ts';
import { CREATE_OPTIONS, parseOrExplain, readCreateRequest } from './create-options.ts';
import { createVideo } from './create-video.ts';
import { followVideo } from '../../client/follow-video.ts';
import type { VideoResource } from '../../client/video-resource.ts';
import { showVideo, statusLine } from './video-text.ts';

const USAGE = `usage: npm run video -- <command>

  create "<prompt>" [--variations N] [--duration S] [--size WxH] [--model server/model]
                    [--review] [--watch] [--idempotency-key K]
  get <id>
  list   [--status S] [--stage S] [--model M] [--created-after TIME] [--limit N] [--cursor C]
  watch  <id>                       until it has ended; status 0 only if it was published
  review <id> approve|reject|choose --reviewer NAME [--candidate ID] [--reason TEXT]
  cancel <id>
  delete <id>

  --json         the resource as JSON, one line each
  --url URL      the API (default: PROMPTREEL_PUBLIC_URL, else the stack running here)
  --key KEY      its key (default: PROMPTREEL_API_KEY)`;

const onReconnect = (): void => console.error('connection lost, trying again');

const HINT = 'See: npm run video -- --help';

const OPTIONS = {
  ...CREATE_OPTIONS,
  watch: { type: 'boolean' },
  'idempotency-key': { type: 'string' },
  status: { type: 'string' },
  stage: { type: 'string' },
  'created-after': { type: 'string' },
  limit: { type: 'string' },
  cursor: { type: 'string' },
  reviewer: { type: 'string' },
  candidate: { type: 'string' },
  reason: { type: 'string' },
  json: { type: 'boolean' },
  url: { type: 'string' },
  key: { type: 'string' },
  help: { type: 'boolean' },
} as const;

interface Values extends CreateValues {
  watch?: boolean | undefined;
  'idempotency-key'?: string | undefined;
  status?: string | undefined;
  stage?: string | undefined;
  'created-after'?: string | undefined;
  limit?: string | undefined;
  cursor?: string | undefined;
  reviewer?: string | undefined;
  candidate?: string | undefined;
  reason?: string | undefined;
  json?: boolean | undefined;
  url?: string | undefined;
  key?: string | undefined;
  help?: boolean | undefined;
}

interface Context {
  client: ApiClient;
  words: readonly string[];
  values: Values;
}

function findClient(config: StackConfig, values: Values): ApiClient {
  const running = addressOf(findRunningStack(config.dataDir), 'api');
  const base = values.url ?? config.publicUrl ?? running;
  if (base === undefined) {
    throw new Problem(
      'No stack runs on this data directory: start one with npm start, or give --url.',
    );
  }
  return { base: base.replace(/\/+$/, ''), key: values.key ?? config.apiKey };
}

function print({ values }: Context, video: VideoResource): void {
  console.log(values.json === true ? JSON.stringify(video) : showVideo(video));
}

/** The id, and where there is one the word after it. */
function idOf({ words }: Context, most = 1): string {
  const [id] = words;
  if (id === undefined) throw new Problem(`An id is needed. ${HINT}`, { exitCode: 2 });
  if (words.length > most) throw new Problem(`One id at a time. ${HINT}`, { exitCode: 2 });
  return encodeURIComponent(id);
}

async function watch(context: Context, id: string): Promise<number> {
  const { client, values } = context;
  const signal = new AbortController().signal;
  let shown = '';
  for await (const event of followVideo({ client, id, signal, onReconnect })) {
    if (event.kind !== 'video') continue;
    const { video } = event;
    const line = values.json === true ? JSON.stringify(video) : statusLine(video);
    if (line !== shown) console.log(line);
    shown = line;
    if (video.stage === null) {
      if (values.json !== true) console.log(showVideo(video));
      return video.status === 'published' ? 0 : 1;
    }
  }
  return 1;
}

async function create(context: Context): Promise<number> {
  const { client, words, values } = context;
  const video = await createVideo(client, readCreateRequest(words, values, HINT), {
    idempotencyKey: values['idempotency-key'] ?? randomUUID(),
    onRetry: (reason) => console.error(`${reason}; trying again`),
  });
  print(context, video);
  return values.watch === true ? watch(context, video.id) : 0;
}

async function list(context: Context): Promise<number> {
  const { client, values } = context;
  const query = new URLSearchParams();
  const asked = {
    status: values.status,
    stage: values.stage,
    model: values.model,
    created_after: values['created-after'],
    limit: values.limit,
    cursor: values.cursor,
  };
  for (const [name, value] of Object.entries(asked))
    if (value !== undefined) query.set(name, value);
  const path = `/v1/videos${query.size === 0 ? '' : `?${query.toString()}`}`;
  type Page = { data: VideoResource[]; next_cursor: string | null };
  const page = await callApi<Page>(client, 'GET', path);
  if (values.json === true) {
    console.log(JSON.stringify(page));
    return 0;
  }
  for (const video of page.data) {
    const prompt = video.request.prompt.replaceAll(/\s+/g, ' ').slice(0, 60);
    console.log(`${video.id}  ${video.created_at}  ${video.status.padEnd(15)}  ${prompt}`);
  }
  if (page.next_cursor !== null) console.log(`more: --cursor ${page.next_cursor}`);
  return 0;
}

async function review(context: Context): Promise<number> {
  const { client, words, values } = context;
  const decision = words[1];
  if (decision === undefined || values.reviewer === undefined) {
    throw new Problem(`A decision and --reviewer are needed. ${HINT}`, { exitCode: 2 });
  }
  const { reviewer, candidate, reason } = values;
  const body = {
    decision,
    reviewer,
    ...(candidate === undefined ? {} : { candidate }),
    ...(reason === undefined ? {} : { reason }),
  };
  const path = `/v1/videos/${idOf(context, 2)}/review`;
  print(context, await callApi<VideoResource>(client, 'POST', path, { body }));
  return 0;
}

const COMMANDS: Record<string, (context: Context) => Promise<number>> = {
  create,
  list,
  review,
  get: async (context) => {
    const path = `/v1/videos/${idOf(context)}`;
    print(context, await callApi<VideoResource>(context.client, 'GET', path));
    return 0;
  },
  watch: (context) => watch(context, idOf(context)),
  cancel: async (context) => {
    const path = `/v1/videos/${idOf(context)}/cancel`;
    print(context, await callApi<VideoResource>(context.client, 'POST', path));
    return 0;
  },
  delete: async (context) => {
    await callApi(context.client, 'DELETE', `/v1/videos/${idOf(context)}`);
    console.error('deleted');
    return 0;
  },
};

/** `npm run video`: the client for a running stack. */
export async function runVideoCommand(
  config: StackConfig,
  args: readonly string[],
): Promise<number> {
  const parse = () => parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  const { values, positionals } = parseOrExplain(parse, HINT);
  const [name, ...words] = positionals;
  if (values.help === true || name === undefined) {
    console.log(USAGE);
    return values.help === true ? 0 : 2;
  }
  const command = COMMANDS[name];
  if (command === undefined) {
    throw new Problem(`There is no command "${name}". ${HINT}`, { exitCode: 2 });
  }
  try {
    return await command({ client: findClient(config, values), words, values });
  } catch (error) {
    throw explainUnreachable(error);
  }
}
