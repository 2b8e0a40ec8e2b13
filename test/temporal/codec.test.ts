import { randomBytes } from 'node:crypto';
import { defaultPayloadConverter } from '@temporalio/common';
import { expect, test } from 'vitest';
import type { PayloadKey } from '../../temporal/codec.ts';
import { encryptingCodec } from '../../temporal/codec.ts';

const key = (id: string): PayloadKey => ({ id, key: randomBytes(32) });
const payload = (value: unknown) => defaultPayloadConverter.toPayload(value);
const text = (bytes: Uint8Array | null | undefined) => Buffer.from(bytes ?? []).toString('latin1');

test('what is encrypted tells nothing but its key’s id, and comes back as it was', async () => {
  const codec = encryptingCodec([key('2026')]);
  const plain = payload({ reviewer: 'SENTINEL' });
  const [secret] = await codec.encode([plain]);
  expect(text(secret?.data)).not.toContain('SENTINEL');
  expect(Object.keys(secret?.metadata ?? {})).toEqual(['encoding', 'encryption-key-id']);
  expect(text(secret?.metadata?.['encryption-key-id'])).toBe('2026');
  const [back] = await codec.decode(secret ? [secret] : []);
  expect(back && defaultPayloadConverter.fromPayload(back)).toEqual({ reviewer: 'SENTINEL' });
});

test('the same value is never encrypted to the same bytes', async () => {
  const codec = encryptingCodec([key('a')]);
  const [one, other] = await codec.encode([payload('x'), payload('x')]);
  expect(text(one?.data)).not.toBe(text(other?.data));
});

test('after a rotation the new key encrypts and the old one still reads', async () => {
  const [old, young] = [key('old'), key('young')];
  const written = await encryptingCodec([old]).encode([payload('before')]);
  const rotated = encryptingCodec([young, old]);
  const [back] = await rotated.decode(written);
  expect(back && defaultPayloadConverter.fromPayload(back)).toBe('before');
  const [fresh] = await rotated.encode([payload('after')]);
  expect(text(fresh?.metadata?.['encryption-key-id'])).toBe('young');
});

test('what was written before there were keys passes as it is', async () => {
  const plain = payload({ a: 1 });
  expect(await encryptingCodec([key('a')]).decode([plain])).toEqual([plain]);
});

test('a key that is missing is named, and so is one that is not the right one', async () => {
  const written = await encryptingCodec([key('a')]).encode([payload('x')]);
  await expect(encryptingCodec([key('b')]).decode(written)).rejects.toThrow(
    'encrypted with the key "a", which PROMPTREEL_PAYLOAD_KEYS does not hold',
  );
  await expect(encryptingCodec([key('a')]).decode(written)).rejects.toThrow(
    'the key "a" of PROMPTREEL_PAYLOAD_KEYS is not the one that it was encrypted with',
  );
});

test('a changed byte is noticed', async () => {
  const codec = encryptingCodec([key('a')]);
  const [secret] = await codec.encode([payload('x')]);
  const data = Buffer.from(secret?.data ?? []);
  data.writeUInt8(data.readUInt8(20) ^ 1, 20);
  await expect(codec.decode([{ ...secret, data }])).rejects.toThrow('cannot be decrypted');
});
