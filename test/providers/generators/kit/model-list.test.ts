import { afterEach, expect, it } from 'vitest';
import { failureOf, intent, openServer, signal } from '../opened.ts';
import { type ListServer, openListServer } from './list-server.ts';

let server: ListServer;
afterEach(() => server.close());

const card = (id: string, key: boolean) => ({ id, capabilities: { idempotency_key: key } });

it('is believed for the model that it is about, and for the first when none is named', async () => {
  const data = [card('safe', true), card('plain', false)];
  server = await openListServer(() => ({ status: 200, body: { data } }));
  const cards = await openServer(server.url).models.read();
  expect(cards.ids).toEqual(['safe', 'plain']);
  expect(['safe', 'plain', 'default'].map((id) => cards.honoursKey(id))).toEqual([
    true,
    false,
    true,
  ]);
});

it('is asked for once in a while and not for every request', async () => {
  let time = Date.now();
  server = await openListServer(() => ({ status: 200, body: { data: [card('m', true)] } }));
  const { models: cards } = openServer(server.url, {}, () => new Date(time));
  await Promise.all([cards.read(), cards.read()]);
  expect(server.asked).toHaveLength(1);
  time += 3_600_000;
  await cards.read();
  expect(server.asked).toHaveLength(2);
});

it('leaves the lookup to a later try when the server cannot say whether it honours a key', async () => {
  let ill = true;
  server = await openListServer(({ pathname }) => {
    if (!pathname.endsWith('/models')) return { status: 200, body: { data: [] } };
    return ill ? { status: 503, body: {} } : { status: 200, body: { data: [card('m', true)] } };
  });
  let time = Date.now();
  const generator = openServer(server.url, {}, () => new Date(time)).generator('m');
  const lookUp = async () => generator.reconcile?.(intent(), { signal: signal() });
  expect(await failureOf(lookUp())).toMatchObject({ kind: 'TRANSIENT', retryable: true });
  ill = false;
  time += 10_000;
  expect(await lookUp()).toEqual({ status: 'absent_safe_to_repeat' });
});
