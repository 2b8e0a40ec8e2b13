import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { encryptingCodec } from '../../../temporal/codec.ts';
import type { ApiFixture } from '../api-fixture.ts';
import { startApi } from '../api-fixture.ts';

const UI = 'https://temporal.example';
const OPERATOR = 'the-key-of-the-operators';
const bearer = { Authorization: `Bearer ${OPERATOR}` };

let api: ApiFixture;
beforeAll(async () => {
  const codec = encryptingCodec([{ id: 'a', key: Buffer.alloc(32, 7) }]);
  const keys = [{ tenant: 'acme', key: 'k1' }];
  api = await startApi({ keys, codec: { operatorKey: OPERATOR, uiOrigin: UI, codec } });
});
afterAll(() => api.close());

const base64 = (text: string) => Buffer.from(text).toString('base64');
const plain = { metadata: { encoding: base64('json/plain') }, data: base64('"a sea"') };
const Payloads = z.object({
  payloads: z.array(z.object({ metadata: z.record(z.string(), z.string()), data: z.string() })),
});

async function post(path: string, body: unknown, headers: Record<string, string> = bearer) {
  const { text, status } = await api.call('POST', path, body, headers);
  return { status, text, payloads: () => Payloads.parse(JSON.parse(text)).payloads };
}

describe('the codec server', () => {
  test('shows an operator what Temporal holds encrypted', async () => {
    const encoded = (await post('/codec/encode', { payloads: [plain] })).payloads();
    expect(encoded[0]?.metadata['encoding']).toBe(base64('binary/encrypted'));
    const decoded = await post('/codec/decode', { payloads: [...encoded, plain] });
    expect(decoded.payloads()).toEqual([plain, plain]);
  });

  test.each([
    ['no key', {}],
    ['a tenant’s key', { Authorization: 'Bearer k1' }],
  ])('shows nothing to %s', async (_, headers) => {
    const { status, text } = await post('/codec/decode', { payloads: [plain] }, headers);
    expect(status).toBe(401);
    expect(text).not.toContain(plain.data);
  });

  test('says what is wrong with a body, and with a key, in words', async () => {
    expect((await post('/codec/decode', { payloads: 'x' })).status).toBe(422);
    const metadata = { encoding: base64('binary/encrypted'), 'encryption-key-id': base64('gone') };
    const { status, text } = await post('/codec/decode', { payloads: [{ ...plain, metadata }] });
    expect(status).toBe(422);
    expect(text).toContain('does not hold');
  });

  test.each([
    [UI, UI],
    ['https://evil.example', null],
  ])('tells a page of %s that it may read: %s', async (origin, allowed) => {
    const asks = { Origin: origin, 'Access-Control-Request-Method': 'POST' };
    const { headers, status } = await api.call('OPTIONS', '/codec/decode', undefined, asks);
    expect(status).toBe(204);
    expect(headers.get('Access-Control-Allow-Origin')).toBe(allowed);
    expect(headers.get('Vary')).toContain('Origin');
  });
});

test('without an operator’s key there is no codec server', async () => {
  const without = await startApi();
  const { status } = await without.call('POST', '/codec/decode', { payloads: [plain] }, bearer);
  await without.close();
  expect(status).toBe(404);
});
