import { readProblem } from '../../client/problem-details.ts';
import { pause } from '../../client/pause.ts';
import { hlsPath } from '../shared/addresses.ts';

/** What somebody without a key can know of a video: knowing the id is enough to ask. */
export type PublishedStream =
  | { kind: 'playable'; poster: string | null }
  | { kind: 'not yet' }
  /** It has ended, and there will never be anything to play. */
  | { kind: 'ended' };

/** A viewer looks this often at first, and this at last. */
const FIRST_LOOK_MS = 3_000;
const LAST_LOOK_MS = 15_000;

export async function readStream(id: string, signal?: AbortSignal): Promise<PublishedStream> {
  const options = { cache: 'no-cache', signal: signal ?? null } as const;
  const answer = await fetch(hlsPath(id), options).catch(() => null);
  if (answer?.ok !== true) return { kind: (await isOver(answer)) ? 'ended' : 'not yet' };
  const master = await answer.text().catch(() => '');
  return { kind: 'playable', poster: posterBeside(master, id) };
}

/** "Not yet" and "never" are both not found; the problem's code tells them apart. */
async function isOver(answer: Response | null): Promise<boolean> {
  if (answer?.status !== 404) return false;
  const body: unknown = await answer.json().catch(() => null);
  return readProblem(body).code === 'not_published';
}

/** Every look, until there is something to play or never will be. */
export async function* lookOut(id: string, signal: AbortSignal): AsyncGenerator<PublishedStream> {
  for (let wait = FIRST_LOOK_MS; ; wait = Math.min(LAST_LOOK_MS, wait * 1.5)) {
    const stream = await readStream(id, signal);
    signal.throwIfAborted();
    yield stream;
    if (stream.kind !== 'not yet') return;
    await pause(wait, signal);
  }
}

/** The poster lies in the folder of the version that the multivariant playlist points into. */
function posterBeside(master: string, id: string): string | null {
  const version = /^(v\d+)\//m.exec(master)?.[1];
  if (version === undefined) return null;
  return hlsPath(id).replace('master.m3u8', `${version}/poster.jpg`);
}
