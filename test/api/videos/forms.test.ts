import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunDescription } from '../../../api/runs/describe.ts';
import { inputImageKey } from '../../../domain/keys.ts';
import type { ApiFixture } from '../api-fixture.ts';
import { startApi } from '../api-fixture.ts';

let api: ApiFixture;
beforeAll(async () => {
  const run: RunDescription = { state: 'open', stage: null, live: [] };
  api = await startApi({
    client: { start: async () => undefined, describe: async () => run, state: async () => null },
  });
});
afterAll(() => api.close());

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

function form(fields: Record<string, string>, image?: Uint8Array, name = 'image'): FormData {
  const data = new FormData();
  for (const [field, value] of Object.entries(fields)) data.set(field, value);
  if (image !== undefined) data.append(name, new Blob([Uint8Array.from(image)]), 'first-frame.gif');
  return data;
}

async function accepted(data: FormData, headers?: Record<string, string>) {
  const { status, body } = await api.call('POST', '/v1/videos', data, headers);
  expect(status).toBe(202);
  const record = await api.records.read('default', body.id);
  if (record === null) throw new Error('There is no record.');
  return record;
}

describe('a form', () => {
  test('is the JSON body field by field; its image is kept with the type its bytes have', async () => {
    const fields = { prompt: '42', audio: 'true', duration: '3', size: '640x360' };
    const { id, request } = await accepted(form({ ...fields, review: '{"mode":"always"}' }, PNG));
    expect(request).toMatchObject({
      prompt: '42',
      image: { kind: 'stored', mediaType: 'image/png' },
      plan: { audio: true, duration: 3, width: 640, review: { mode: 'always' } },
    });
    const kept = await api.store.get(inputImageKey('default', id));
    expect(await buffer(kept?.body ?? Readable.from([]))).toEqual(PNG);
  });

  test('and a JSON body keep no silence about a name that no object can have', async () => {
    const told = async (body: unknown) => {
      const answer = await api.call('POST', '/v1/videos', body);
      return [answer.status, answer.body.errors.map(({ pointer }) => pointer)];
    };
    const metadata = '{"__proto__":"zz","a":"b"}';
    const refused = [422, ['/metadata/__proto__']];
    expect(await told(`{"prompt":"x","metadata":${metadata}}`)).toEqual(refused);
    expect(await told(form({ prompt: 'x', metadata }))).toEqual(refused);
    expect(await told(form({ request: `{"prompt":"x","metadata":${metadata}}` }))).toEqual(refused);
    const atTheRoot = [422, ['/__proto__']];
    expect(await told('{"prompt":"x","__proto__":1}')).toEqual(atTheRoot);
    expect(await told(form({ prompt: 'x', ['__proto__']: '{"audio":true}' }))).toEqual(atTheRoot);
  });

  test('may hold the whole body in one field', async () => {
    const { request } = await accepted(form({ request: '{"prompt":"a sea","variations":1}' }));
    expect(request).toMatchObject({ prompt: 'a sea', image: null, plan: { variations: 1 } });
  });

  test('of the same fields and image is the same request, with another image it is not', async () => {
    const headers = { 'Idempotency-Key': 'form' };
    const first = await accepted(form({ prompt: 'x' }, PNG), headers);
    expect((await accepted(form({ prompt: 'x' }, PNG), headers)).id).toBe(first.id);
    const other = form({ prompt: 'x' }, Buffer.concat([PNG, PNG]));
    const refused = await api.call('POST', '/v1/videos', other, headers);
    expect(refused.body.code).toBe('idempotency_key_reused');
  });

  test.each([
    ['bytes that are no image', form({ prompt: 'x' }, Buffer.from('GIF89a')), 422, '/image'],
    [
      'a file and a URL',
      form({ prompt: 'x', image: '{"url":"https://a.test"}' }, PNG),
      422,
      '/image',
    ],
    ['a field that is none', form({ prompt: 'x', nonsense: '1' }), 422, '/nonsense'],
  ])('with %s is a 422 at the field', async (_what, data, status, pointer) => {
    const answer = await api.call('POST', '/v1/videos', data);
    expect(answer.status).toBe(status);
    expect(answer.body.errors.map((each) => each.pointer)).toEqual([pointer]);
  });

  test('with a file elsewhere than in image is malformed', async () => {
    const answer = await api.call('POST', '/v1/videos', form({ prompt: 'x' }, PNG, 'mask'));
    expect(answer).toMatchObject({ status: 400, body: { code: 'malformed_form' } });
  });

  test('with an image over 20 MB is a 413, with one of 20 MB it is not', async () => {
    const most = Buffer.concat([PNG, Buffer.alloc(20_000_000 - PNG.length)]);
    expect((await accepted(form({ prompt: 'x' }, most))).request.image).not.toBeNull();
    const more = Buffer.concat([most, PNG]);
    const answer = await api.call('POST', '/v1/videos', form({ prompt: 'x' }, more));
    expect(answer).toMatchObject({ status: 413, body: { code: 'body_too_large' } });
  });

  test('that breaks off is malformed', async () => {
    const answer = await api.call('POST', '/v1/videos', '--b\r\nContent-Disposition: form-data', {
      'Content-Type': 'multipart/form-data; boundary=b',
    });
    expect(answer).toMatchObject({ status: 400, body: { code: 'malformed_form' } });
  });
});
