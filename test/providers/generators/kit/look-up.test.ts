import { afterEach, describe, expect, it } from 'vitest';
import { failureOf, intent, openServer, REQUEST, signal } from '../opened.ts';
import { type ListServer, openListServer } from './list-server.ts';

const ATTEMPT = new Date('2026-11-23T12:00:00Z');
const SECOND = ATTEMPT.getTime() / 1000;

/** A job as a server lists it that is like ours in everything. */
const job = (id: string, more: object = {}) => ({
  id,
  status: 'queued',
  created_at: SECOND + 1,
  model: 'wan',
  prompt: REQUEST.prompt,
  seconds: '1',
  size: '128x72',
  ...more,
});

let server: ListServer;
afterEach(() => server.close());

async function reconcileAgainst(
  list: (url: URL) => { status: number; body: unknown },
  more: Parameters<typeof intent>[0] = {},
) {
  server = await openListServer((url) =>
    url.pathname.endsWith('/models') ? { status: 404, body: null } : list(url),
  );
  const made = intent({ attemptedAt: ATTEMPT, ...more });
  return openServer(server.url).generator('wan').reconcile?.(made, { signal: signal() });
}

const listOf = (jobs: object[]) => () => ({ status: 200, body: { data: jobs } });

describe('looking up a create whose answer was lost', () => {
  it('follows the cursor to the job that echoes our reference', async () => {
    const jobs = Array.from({ length: 250 }, (_, at) => job(`v${at}`, { prompt: 'another' }));
    jobs[210] = job('ours', { metadata: { promptreel_reference: 'vid_x/0/1' } });
    const answer = await reconcileAgainst((url) => {
      const start = jobs.findIndex(({ id }) => id === url.searchParams.get('after')) + 1;
      const data = jobs.slice(start, start + 100);
      return { status: 200, body: { data, has_more: start + 100 < jobs.length } };
    });
    expect(answer).toMatchObject({ status: 'found', jobId: 'ours' });
  });

  it('stops reading at jobs that are older than the attempt', async () => {
    await reconcileAgainst(() => ({
      status: 200,
      body: { data: [job('b'), job('a', { created_at: SECOND - 3600 })], has_more: true },
    }));
    expect(server.asked.filter((path) => path.includes('/videos'))).toHaveLength(1);
  });

  it('reads on past an old job when the list is not newest first', async () => {
    const answer = await reconcileAgainst((url) => {
      const old = job('old', { created_at: SECOND - 3600 });
      const older = job('older', { created_at: SECOND - 7200 });
      const first = url.searchParams.get('after') === null;
      return { status: 200, body: { data: first ? [older, old] : [job('new')], has_more: first } };
    });
    expect(answer).toMatchObject({ status: 'found', jobId: 'new' });
  });

  it('does not run in circles with a server that ignores the cursor', async () => {
    const answer = await reconcileAgainst(() => ({
      status: 200,
      body: { data: [job('v')], has_more: true },
    }));
    expect(answer).toMatchObject({ status: 'found', jobId: 'v' });
    expect(server.asked.filter((path) => path.includes('/videos'))).toHaveLength(2);
  });

  it('tells takes of one prompt apart by an echoed seed', async () => {
    const list = listOf([job('other', { seed: 12 }), job('ours', { seed: 11 })]);
    expect(await reconcileAgainst(list)).toMatchObject({ status: 'found', jobId: 'ours' });
  });

  it("never takes another take's reference for its own", async () => {
    const list = listOf([job('v', { metadata: { promptreel_reference: 'vid_x/1/1' } })]);
    expect(await reconcileAgainst(list)).toMatchObject({ status: 'unknown' });
  });

  it('accepts the length that a counted number of frames makes', async () => {
    const request = { ...REQUEST, duration: 1.3 };
    const list = listOf([job('v', { seconds: '1.25' })]);
    expect(await reconcileAgainst(list, { request })).toMatchObject({ status: 'found' });
  });

  it.each([404, 405])('cannot tell when the server has no list (HTTP %d)', async (status) => {
    expect(await reconcileAgainst(() => ({ status, body: {} }))).toMatchObject({
      status: 'unknown',
      reason: 'the server lists no jobs',
    });
  });

  it('is tried again when the list cannot be read just now', async () => {
    const failure = await failureOf(reconcileAgainst(() => ({ status: 503, body: {} })));
    expect(failure).toMatchObject({ kind: 'TRANSIENT', retryable: true });
  });
});
