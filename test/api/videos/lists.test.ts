import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ApiFixture } from '../api-fixture.ts';
import { FAILED, PUBLISHED, startApi, videoRecord } from '../api-fixture.ts';

let api: ApiFixture;
const OLDEST = videoRecord(PUBLISHED, { createdAt: '2026-01-01T00:00:00.000Z' });

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

const list = async (query: string) => (await api.call('GET', `/v1/videos?${query}`)).body;

test('a filter that hardly matches gives a short page and where to go on, not a slow one', async () => {
  const first = await list('status=published');
  expect(first.data).toEqual([]);
  const second = await list(`status=published&cursor=${first.next_cursor}`);
  expect(second.data.map(({ id }) => id)).toEqual([OLDEST.id]);
  expect(second.next_cursor).toBeNull();
});

test('going through all pages shows every video once', async () => {
  const seen: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page = await list(`limit=41${cursor && `&cursor=${cursor}`}`);
    expect(page.data.length).toBeLessThanOrEqual(41);
    seen.push(...page.data.map(({ id }) => id));
    cursor = page.next_cursor;
  }
  expect([seen.length, new Set(seen).size, seen.at(-1)]).toEqual([205, 205, OLDEST.id]);
});

test('nothing older than asked for is looked at', async () => {
  const page = await list('created_after=2026-02-01T00:00:00Z&limit=100');
  expect(page.data).toHaveLength(100);
  const none = await list('created_after=2100-01-01T00:00:00Z');
  expect(none).toMatchObject({ data: [], next_cursor: null });
});
