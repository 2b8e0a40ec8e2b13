import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Account } from '../../../domain/models/account.ts';
import { openOfferedModels } from '../../../api/models/offered.ts';
import { type ListServer, openListServer } from '../../providers/generators/kit/list-server.ts';
import { type ApiFixture, startApi } from '../api-fixture.ts';

let server: ListServer;
let api: ApiFixture;
beforeAll(async () => {
  const data = [{ id: 'painter' }, { id: 'wan' }];
  server = await openListServer(() => ({ status: 200, body: { data } }));
  const account = (name: string, provider: string, url: string): Account => ({
    name,
    provider,
    baseUrl: `${url}/v1`,
    format: 'json',
  });
  api = await startApi({
    models: openOfferedModels([
      account('local', 'local', server.url),
      account('down', 'videos', 'http://127.0.0.1:9'),
    ]),
    client: { start: async () => undefined },
  });
});
afterAll(async () => {
  await api.close();
  server.close();
});

const post = (body: object, headers: Record<string, string> = {}) =>
  api.call('POST', '/v1/videos', { prompt: 'a lake', ...body }, headers);

test('a model that its server does not list is refused with the list', async () => {
  const answer = await post({ model: 'local/nosuch' });
  expect(answer.status).toBe(422);
  expect(answer.body).toMatchObject({
    code: 'invalid_request',
    errors: [
      {
        pointer: '/model',
        rule: 'enum',
        detail: 'There is no such model. Must be one of local/painter, local/wan.',
      },
    ],
  });
});

test('a refused model uses up no Idempotency-Key', async () => {
  const key = { 'Idempotency-Key': 'once' };
  expect((await post({ model: 'local/nosuch' }, key)).status).toBe(422);
  expect((await post({ model: 'local/wan' }, key)).status).toBe(202);
});

test('a model of a server that is down is accepted, as it may be there when it is asked', async () => {
  expect((await post({ model: 'down/anything' })).status).toBe(202);
});
