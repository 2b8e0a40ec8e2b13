import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ApiFixture } from '../api-fixture.ts';
import { FAILED, PUBLISHED, startApi, videoRecord } from '../api-fixture.ts';

let api: ApiFixture;
const ended = videoRecord(PUBLISHED, { createdAt: '2026-01-01T00:00:00.000Z' });
const METADATA: Record<string, string> = JSON.parse('{"rare":"one","__proto__":"zz"}');
const SIGNAL = { name: 'sharpness', value: 1, unit: 'x', score: 90, at: null };
const JUDGED = { name: 'technical', version: '1', total: 90, gates: [], signals: [SIGNAL] };
/** Unlike all others in whatever can be asked for. */
const OLDEST = {
  ...ended,
  request: {
    ...ended.request,
    prompt: 'A grey Heron, in été.',
    metadata: METADATA,
    plan: { ...ended.request.plan, model: 'other/one' },
  },
  snapshot: {
    ...ended.snapshot,
    candidates: ended.snapshot.candidates.map((take) => ({
      ...take,
      score: { total: 90, verdict: 'pass' as const, judges: [JUDGED] },
    })),
  },
};

beforeAll(async () => {
  // Ended videos alone, so that nothing has to be asked of Temporal.
  api = await startApi();
  await api.records.create(OLDEST);
  const others = Array.from({ length: 204 }, () => videoRecord(FAILED));
  for (let at = 0; at < others.length; at += 34) {
    await Promise.all(others.slice(at, at + 34).map((record) => api.records.create(record)));
  }
});
afterAll(() => api.close());

async function everyPage(query: string) {
  const limit = Number(/limit=(\d+)/.exec(query)?.[1]);
  const seen = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page = await list(query + (cursor && `&cursor=${cursor}`));
    expect(page.data.length).toBeLessThanOrEqual(limit);
    expect(page.has_more).toBe(page.next_cursor !== null);
    seen.push(...page.data);
    cursor = page.next_cursor;
  }
  return seen;
}

const list = async (query: string) => (await api.call('GET', `/v1/videos?${query}`)).body;

test('the only match of a filter is on the first page, however far back it is', async () => {
  for (const filter of ['status=published', 'metadata[rare]=one', 'model=other/one', 'q=heron']) {
    const page = await list(`limit=1&${filter}`);
    expect([filter, page.data.map(({ id }) => id)]).toEqual([filter, [OLDEST.id]]);
    expect(page).toMatchObject({ has_more: false, next_cursor: null });
  }
});

test('several statuses make one list, newest first', async () => {
  const ids = (await everyPage('status=published,failed&limit=100')).map(({ id }) => id);
  expect([ids.length, new Set(ids).size, ids.at(-1)]).toEqual([205, 205, OLDEST.id]);
  expect((await list('status=rejected,cancelled')).data).toEqual([]);
});

test('a page says that there is more exactly when there is', async () => {
  const two = await list('status=published,failed&limit=1');
  expect([two.data.length, two.has_more]).toEqual([1, true]);
  const one = await list('status=published&limit=1');
  expect([one.data.length, one.has_more]).toEqual([1, false]);
});

test('words of q are whole words of the prompt, all of them, in whatever case', async () => {
  const ids = async (q: string) =>
    (await list(`q=${encodeURIComponent(q)}`)).data.map(({ id }) => id);
  expect(await ids('HERON grey')).toEqual([OLDEST.id]);
  expect(await ids('her')).toEqual([]);
  expect(await ids('heron absent')).toEqual([]);
  expect(await ids('été')).toEqual([OLDEST.id]);
});

test('a summary leaves out what judges measured, and nothing else', async () => {
  const [full] = (await list('status=published')).data;
  const [summary] = (await list('status=published&view=summary')).data;
  expect(full?.candidates[0]?.score?.judges[0]?.signals).toHaveLength(1);
  expect(summary?.candidates[0]?.score?.judges[0]).not.toHaveProperty('signals');
  const { candidates: _, ...rest } = full ?? {};
  expect(summary).toMatchObject(rest);
});

test.each([
  ['status=failed&status=published', '/status'],
  ['limit=1&limit=2', '/limit'],
  ['metadata[a]=1&metadata[a]=2', '/metadata/a'],
  ['q=%21%21', '/q'],
  ['status=', '/status/0'],
  ['status=failed,nothing', '/status/1'],
  ['view=tiny', '/view'],
  ['__proto__=1', '/__proto__'],
])('a query of %s is refused', async (query, pointer) => {
  const answer = await api.call('GET', `/v1/videos?${query}`);
  expect(answer.status).toBe(422);
  expect(answer.body.errors).toMatchObject([{ pointer }]);
});

test('a pair whose key is __proto__ is a pair like any other', async () => {
  const ids = async (query: string) => (await list(query)).data.map(({ id }) => id);
  expect(await ids('metadata[__proto__]=zz')).toEqual([OLDEST.id]);
  expect(await ids('metadata[__proto__]=yy')).toEqual([]);
  expect(await ids('metadata[constructor]=zz')).toEqual([]);
});

test('going through all pages shows every video once', async () => {
  const seen = (await everyPage('limit=41')).map(({ id }) => id);
  expect([seen.length, new Set(seen).size, seen.at(-1)]).toEqual([205, 205, OLDEST.id]);
});

test('nothing older than asked for is looked at', async () => {
  const young = await everyPage('created_after=2026-02-01T00:00:00Z&limit=100');
  expect(young).toHaveLength(204);
  const none = await list('created_after=2100-01-01T00:00:00Z');
  expect(none).toMatchObject({ data: [], next_cursor: null });
});
