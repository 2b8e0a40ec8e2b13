import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { mintWakeToken } from '../../../temporal/wake-token.ts';
import type { ApiFixture } from '../api-fixture.ts';
import { SECRET, startApi, videoRecord } from '../api-fixture.ts';

let api: ApiFixture;
const wake = vi.fn(async (_id: string, _take: number) => undefined);
const { id } = videoRecord();

const token = (take: number, secondsLeft = 60, secret = SECRET) =>
  mintWakeToken(secret, { video: id, take }, new Date(Date.now() + secondsLeft * 1_000));
const callHook = async (sent: string) => (await api.call('POST', `/hooks/local/${sent}`)).status;
const wakes = (take: number) => wake.mock.calls.filter((call) => call[1] === take).length;

beforeEach(async () => {
  wake.mockClear();
  api = await startApi({ client: { wake }, pace: { coalesceMs: 0 } });
});
afterEach(() => api.close());

test('what a run is sent is bounded by take, so that its signals are left for people', async () => {
  for (let at = 0; at < 500; at += 1) expect(await callHook(token(0))).toBe(204);
  expect(wakes(0)).toBe(200);
  expect(await callHook(token(1))).toBe(204);
  expect(wakes(1)).toBe(1);
  const { text } = await api.call('GET', '/metrics');
  expect(text).toMatch(/webhooks_total\S*outcome="dropped"\S* \d+/);
});

test('a token of another secret, another form or another time wakes nothing', async () => {
  const good = token(0);
  const bad = [
    token(0, -60),
    token(0, 60, 'another secret altogether'),
    good.slice(0, -1),
    `${good}.`,
    'x',
    'x.y',
  ];
  for (const each of bad) expect(await callHook(each)).toBe(401);
  expect(wake).not.toHaveBeenCalled();
});

test('a run that cannot be woken now looks by itself later: the sender is answered all the same', async () => {
  wake.mockRejectedValueOnce(new Error('Temporal is away'));
  expect(await callHook(token(2))).toBe(204);
  expect((await api.call('GET', '/healthz')).status).toBe(200);
});
