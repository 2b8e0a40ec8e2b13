import { afterEach, describe, expect, test } from 'vitest';
import { tenantLimits } from '../../../config/rows/limits.ts';
import type { VideoId } from '../../../domain/ids.ts';
import type { ApiFixture } from '../api-fixture.ts';
import { startApi } from '../api-fixture.ts';

let api: ApiFixture;
afterEach(() => api.close());

const keys = [
  { tenant: 'acme', key: 'a' },
  { tenant: 'other', key: 'o' },
];
const limits = tenantLimits.parse('acme:rps=2;takes=5');
const as = (key: string) => ({ Authorization: `Bearer ${key}` });

describe('requests per second', () => {
  test('beyond the limit are a 429 that says when to come back; other tenants pass', async () => {
    api = await startApi({ keys, limits });
    const list = (key: string) => api.call('GET', '/v1/videos', undefined, as(key));
    const answers = [];
    for (let at = 0; at < 4; at += 1) answers.push(await list('a'));
    const [first, , , last] = answers;
    expect(first?.headers.get('RateLimit-Policy')).toBe('"requests";q=2;w=1');
    expect(first?.headers.get('RateLimit')).toBe('"requests";r=1;t=1');
    expect(last).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
    expect(last?.headers.get('RateLimit')).toMatch(/^"requests";r=0;t=\d$/);
    const seconds = Number(last?.headers.get('Retry-After'));
    expect(seconds).toBeGreaterThanOrEqual(1);
    for (let at = 0; at < 5; at += 1) {
      const other = await list('o');
      expect(other.status).toBe(200);
      expect(other.headers.get('RateLimit')).toBeNull();
    }
    await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
    expect((await list('a')).status).toBe(200);
  });

  test('a wrong key spends nothing of a tenant, and what needs no key is not counted', async () => {
    api = await startApi({ keys, limits });
    for (let at = 0; at < 5; at += 1) {
      expect((await api.call('GET', '/v1/videos', undefined, as('x'))).status).toBe(401);
      expect((await api.call('GET', '/healthz')).status).toBe(200);
    }
    expect((await api.call('GET', '/v1/videos', undefined, as('a'))).status).toBe(200);
  });
});

describe('takes in flight', () => {
  const open = new Map<VideoId, number>();
  const client = {
    openTakes: async () => new Map(open),
    openStages: async () => new Map(),
    start: async () => undefined,
    describe: async () => null,
    state: async () => null,
  };
  const make = (variations: number, key = 'a', more = {}) =>
    api.call('POST', '/v1/videos', { prompt: 'x', variations }, { ...as(key), ...more });

  test('count from the moment they are admitted, and all takes of a video count', async () => {
    api = await startApi({ keys, client, limits: tenantLimits.parse('acme:takes=5') });
    expect((await make(3)).status).toBe(202);
    const refused = await make(3);
    expect(refused).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
    expect(refused.headers.get('RateLimit')).toMatch(/^"takes";r=2;t=/);
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(0);
    expect((await make(2)).status).toBe(202);
    expect((await make(1)).status).toBe(429);
    expect((await make(16, 'o')).status).toBe(202);
  });

  test('count wherever they were admitted: Temporal tells of those of other servers', async () => {
    open.set('vid_of_another_server', 4);
    api = await startApi({ keys, client, limits: tenantLimits.parse('acme:takes=5') });
    expect((await make(2)).status).toBe(429);
    expect((await make(1)).status).toBe(202);
    open.clear();
  });

  test('a refused request can be repeated with its key, an accepted one always', async () => {
    api = await startApi({ keys, client, limits: tenantLimits.parse('acme:takes=5') });
    const first = await make(5, 'a', { 'Idempotency-Key': 'first' });
    expect(first.status).toBe(202);
    expect((await make(1, 'a', { 'Idempotency-Key': 'second' })).status).toBe(429);
    const again = await make(5, 'a', { 'Idempotency-Key': 'first' });
    expect([again.status, again.body.id]).toEqual([202, first.body.id]);
    expect((await api.call('GET', '/v1/videos', undefined, as('a'))).body.data).toHaveLength(1);
  });
});
