import { crc32c } from '@node-rs/crc32';
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ObjectStore, PutOptions, StoreErrorCode } from '../../../providers/stores/store.ts';
import { isConflict } from './conflict.ts';

const ABSENT: PutOptions = { contentType: 'text/plain', if: 'absent' };
const MIB = 1024 * 1024;

const sum = (bytes: Uint8Array): string => crc32c(bytes).toString(16).padStart(8, '0');
const text = (content: string): Buffer => Buffer.from(content);

async function read(
  store: ObjectStore,
  key: string,
  range?: { start: number; end: number },
): Promise<string | null> {
  const found = await store.get(key, range ? { range } : {});
  return found && (await buffer(found.body)).toString();
}

function failsWith(code: StoreErrorCode): Record<string, unknown> {
  return { name: 'StoreError', code };
}

/** Gives out `total` bytes without ever holding them, and tells how many were asked for. */
function endless(total: number, chunk = randomBytes(64 * 1024)): Readable {
  let left = total;
  return new Readable({
    read() {
      const next = chunk.subarray(0, Math.min(left, chunk.byteLength));
      left -= next.byteLength;
      this.push(next.byteLength > 0 ? next : null);
    },
  });
}

async function expectNothing(store: ObjectStore, key: string): Promise<void> {
  expect(await store.head(key)).toBeNull();
  expect((await store.list(key, { limit: 5 })).objects).toEqual([]);
}

/** What every object store must do, whatever is behind it. */
export function describeStore(name: string, open: () => Promise<ObjectStore>): void {
  describe(name, () => {
    let store: ObjectStore;
    /** Each test has its own folder, so that tests cannot see each other. */
    let counter = 0;
    const folder = (): string => `t/${name.replaceAll(/\W/g, '-')}-${(counter += 1)}`;

    beforeAll(async () => {
      store = await open();
    });

    describe('put and get', () => {
      test('what was put comes back with its size, checksum and type', async () => {
        const key = `${folder()}/clip.mp4`;
        const content = randomBytes(300_000);
        const put = await store.put(key, content, { ...ABSENT, contentType: 'video/mp4' });
        expect(put).toMatchObject({
          key,
          bytes: 300_000,
          crc32c: sum(content),
          contentType: 'video/mp4',
        });
        expect(Math.abs(put.updatedAt.getTime() - Date.now())).toBeLessThan(60_000);
        const got = await store.get(key);
        expect(got?.head).toEqual(put);
        expect((await buffer(got!.body)).equals(content)).toBe(true);
        expect(await store.head(key)).toEqual(put);
      });

      test('an object of no bytes is an object', async () => {
        const key = `${folder()}/empty`;
        const put = await store.put(key, Buffer.alloc(0), ABSENT);
        expect(put).toMatchObject({ bytes: 0, crc32c: '00000000' });
        expect(await read(store, key)).toBe('');
        const streamed = await store.put(`${key}-streamed`, Readable.from([]), ABSENT);
        expect(streamed).toMatchObject({ bytes: 0, crc32c: '00000000' });
      });

      test('what is not there is null, not an error', async () => {
        const key = `${folder()}/nothing`;
        expect(await store.head(key)).toBeNull();
        expect(await store.get(key)).toBeNull();
        expect(await store.get(key, { ifGeneration: '1' })).toBeNull();
        expect(await store.delete(key)).toBe(false);
        expect(await store.delete(key, { ifGeneration: '1' })).toBe(false);
      });

      test('keys in any script, with spaces and signs, are kept as they are', async () => {
        const at = folder();
        const keys = ['пейзаж 🏔.mp4', '日本/雪山.m3u8', 'a b+c%20&d?e#f.json', "it's (1).txt"];
        for (const key of keys) await store.put(`${at}/${key}`, text(key), ABSENT);
        for (const key of keys) expect(await read(store, `${at}/${key}`)).toBe(key);
        const { objects } = await store.list(`${at}/`, { limit: 10 });
        expect(objects.map(({ key }) => key).toSorted()).toEqual(
          keys.map((key) => `${at}/${key}`).toSorted(),
        );
      });

      test.each([
        ['is empty', ''],
        ['is absolute', '/etc/passwd'],
        ['climbs', 'a/../../b'],
        ['has an empty part', 'a//b'],
        ['is a dot', 'a/./b'],
        ['ends in a slash', 'a/'],
        ['holds a NUL', 'a\0b'],
        ['holds a line break', 'a\nb'],
        ['holds a backslash', 'a\\b'],
        ['has half a surrogate', 'a\ud800b'],
        ['is overlong', 'a/'.repeat(600) + 'b'],
        ['has an overlong part', 'a'.repeat(300)],
        ['reaches into the store itself', '.store/data/x'],
      ])('a key that %s is refused', async (_why, key) => {
        const refused = failsWith('invalid_key');
        await expect(store.put(key, text('x'), ABSENT)).rejects.toMatchObject(refused);
        await expect(store.get(key)).rejects.toMatchObject(refused);
        await expect(store.head(key)).rejects.toMatchObject(refused);
        await expect(store.delete(key)).rejects.toMatchObject(refused);
        await expect(store.copy(key, 'to', { if: 'absent' })).rejects.toMatchObject(refused);
      });

      test('20 MB stream through in little memory', async () => {
        const key = `${folder()}/big`;
        const total = 20 * MIB + 12_345;
        const put = await store.put(key, endless(total), ABSENT);
        expect(put.bytes).toBe(total);
        const got = await store.get(key);
        let seen = 0;
        const chunks: AsyncIterable<Buffer> = got!.body;
        for await (const chunk of chunks) seen += chunk.byteLength;
        expect(seen).toBe(total);
      });
    });

    describe('ranges', () => {
      test.each([
        ['the first byte', 0, 0, '0'],
        ['the middle', 3, 5, '345'],
        ['the last byte', 9, 9, '9'],
        ['everything', 0, 9, '0123456789'],
        ['more than there is', 8, 100, '89'],
        ['past the end', 10, 20, ''],
      ])('%s', async (_what, start, end, expected) => {
        const key = `${folder()}/digits`;
        await store.put(key, text('0123456789'), ABSENT);
        expect(await read(store, key, { start, end })).toBe(expected);
      });

      test('a range of an empty object is empty', async () => {
        const key = `${folder()}/empty`;
        await store.put(key, Buffer.alloc(0), ABSENT);
        expect(await read(store, key, { start: 0, end: 0 })).toBe('');
      });

      test('the head of a ranged read tells the whole size', async () => {
        const key = `${folder()}/digits`;
        const put = await store.put(key, text('0123456789'), ABSENT);
        const got = await store.get(key, { range: { start: 2, end: 3 } });
        expect(got?.head).toEqual(put);
        expect((await buffer(got!.body)).toString()).toBe('23');
      });
    });

    describe('preconditions', () => {
      test('of twenty who create the same key exactly one wins, and its bytes are there', async () => {
        const key = `${folder()}/contested`;
        const outcomes = await Promise.allSettled(
          Array.from({ length: 20 }, (_, i) => store.put(key, text(`writer ${i}`), ABSENT)),
        );
        const winners = outcomes.flatMap((outcome, i) =>
          outcome.status === 'fulfilled' ? [i] : [],
        );
        expect(winners).toHaveLength(1);
        expect(await read(store, key)).toBe(`writer ${winners[0]}`);
        for (const outcome of outcomes) {
          if (outcome.status === 'rejected') {
            expect(outcome.reason).toMatchObject(failsWith('precondition_failed'));
          }
        }
      });

      test('of twenty who create the same key with the same bytes exactly one wins', async () => {
        const key = `${folder()}/contested`;
        const outcomes = await Promise.allSettled(
          Array.from({ length: 20 }, () => store.put(key, text('the same'), ABSENT)),
        );
        expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      });

      test('a replacement needs the current generation, and makes a new one', async () => {
        const key = `${folder()}/record.json`;
        const first = await store.put(key, text('one'), ABSENT);
        const { generation } = first;
        const second = await store.put(key, text('two'), { ...ABSENT, if: { generation } });
        expect(second.generation).not.toBe(generation);
        await expect(
          store.put(key, text('three'), { ...ABSENT, if: { generation } }),
        ).rejects.toMatchObject(failsWith('precondition_failed'));
        expect(await read(store, key)).toBe('two');
      });

      test('what is absent cannot be replaced', async () => {
        const key = `${folder()}/absent`;
        const { generation } = await store.put(key, text('x'), ABSENT);
        await store.delete(key);
        await expect(
          store.put(key, text('y'), { ...ABSENT, if: { generation } }),
        ).rejects.toMatchObject(failsWith('precondition_failed'));
        expect(await store.head(key)).toBeNull();
      });

      test('of writers who read the same generation one wins: no update is lost', async () => {
        const key = `${folder()}/counter`;
        await store.put(key, text('0'), ABSENT);
        const increment = async (): Promise<void> => {
          for (;;) {
            const got = await store.get(key);
            const next = Number((await buffer(got!.body)).toString()) + 1;
            try {
              const { generation } = got!.head;
              await store.put(key, text(String(next)), { ...ABSENT, if: { generation } });
              return;
            } catch (error) {
              if (!isConflict(error)) throw error;
            }
          }
        };
        await Promise.all(Array.from({ length: 8 }, increment));
        expect(await read(store, key)).toBe('8');
      });

      test('a read can insist on a generation', async () => {
        const key = `${folder()}/versioned`;
        const { generation } = await store.put(key, text('one'), ABSENT);
        expect(await store.get(key, { ifGeneration: generation })).not.toBeNull();
        await store.put(key, text('two'), { ...ABSENT, if: { generation } });
        await expect(store.get(key, { ifGeneration: generation })).rejects.toMatchObject(
          failsWith('precondition_failed'),
        );
      });

      test('a deletion with a stale generation deletes nothing', async () => {
        const key = `${folder()}/kept`;
        const { generation } = await store.put(key, text('one'), ABSENT);
        const now = await store.put(key, text('two'), { ...ABSENT, if: { generation } });
        await expect(store.delete(key, { ifGeneration: generation })).rejects.toMatchObject(
          failsWith('precondition_failed'),
        );
        expect(await read(store, key)).toBe('two');
        expect(await store.delete(key, { ifGeneration: now.generation })).toBe(true);
        expect(await store.head(key)).toBeNull();
      });

      test('a deleted key can be made again, under another generation', async () => {
        const key = `${folder()}/again`;
        const first = await store.put(key, text('one'), ABSENT);
        expect(await store.delete(key)).toBe(true);
        const second = await store.put(key, text('two'), ABSENT);
        expect(second.generation).not.toBe(first.generation);
        expect(await read(store, key)).toBe('two');
      });
    });

    describe('a put that fails leaves nothing to see', () => {
      test('when the bytes are not the announced ones', async () => {
        const key = `${folder()}/wrong`;
        const options = { ...ABSENT, crc32c: sum(text('right')) };
        await expect(store.put(key, text('wrong'), options)).rejects.toMatchObject(
          failsWith('checksum_mismatch'),
        );
        await expect(store.put(key, endless(9 * MIB), options)).rejects.toMatchObject(
          failsWith('checksum_mismatch'),
        );
        await expectNothing(store, key);
        await store.put(key, text('right'), options);
      });

      test('when there are too many of them', async () => {
        const key = `${folder()}/large`;
        const source = endless(1024 * MIB);
        await expect(
          store.put(key, source, { ...ABSENT, maxBytes: 9 * MIB }),
        ).rejects.toMatchObject(failsWith('too_large'));
        expect(source.destroyed).toBe(true);
        await expect(
          store.put(key, text('12345'), { ...ABSENT, maxBytes: 4 }),
        ).rejects.toMatchObject(failsWith('too_large'));
        await expectNothing(store, key);
        await store.put(key, text('1234'), { ...ABSENT, maxBytes: 4 });
      });

      test('when it is given up in the middle', async () => {
        const key = `${folder()}/aborted`;
        const abort = new AbortController();
        const reason = new Error('enough');
        async function* slowly(): AsyncGenerator<Buffer> {
          for (let i = 0; ; i += 1) {
            if (i === 12) abort.abort(reason);
            yield randomBytes(MIB);
            if (i > 12) await sleep(60_000, undefined, { ref: false });
          }
        }
        const putting = store.put(key, Readable.from(slowly()), {
          ...ABSENT,
          signal: abort.signal,
        });
        await expect(putting).rejects.toBe(reason);
        await expectNothing(store, key);
      });

      test('when it was given up before', async () => {
        const key = `${folder()}/aborted`;
        const reason = new Error('enough');
        const signal = AbortSignal.abort(reason);
        await expect(store.put(key, text('x'), { ...ABSENT, signal })).rejects.toBe(reason);
        await expectNothing(store, key);
      });

      test('when the body itself breaks, whose error is passed on', async () => {
        const key = `${folder()}/broken`;
        const broken = new Error('the download broke');
        for (const size of [1000, 9 * MIB]) {
          async function* breaking(): AsyncGenerator<Buffer> {
            yield randomBytes(size);
            await sleep(10);
            throw broken;
          }
          await expect(store.put(key, Readable.from(breaking()), ABSENT)).rejects.toBe(broken);
        }
        await expectNothing(store, key);
      });
    });

    describe('copy', () => {
      test('takes bytes, type and checksum along', async () => {
        const at = folder();
        const content = randomBytes(100_000);
        const source = await store.put(`${at}/a`, content, { ...ABSENT, contentType: 'video/mp4' });
        const copied = await store.copy(`${at}/a`, `${at}/b`, { if: 'absent' });
        expect(copied).toMatchObject({
          key: `${at}/b`,
          bytes: source.bytes,
          crc32c: source.crc32c,
          contentType: 'video/mp4',
        });
        await store.delete(`${at}/a`);
        const got = await store.get(`${at}/b`);
        expect(got?.head).toEqual(copied);
        expect((await buffer(got!.body)).equals(content)).toBe(true);
      });

      test('replaces nothing', async () => {
        const at = folder();
        await store.put(`${at}/a`, text('a'), ABSENT);
        await store.put(`${at}/b`, text('b'), ABSENT);
        await expect(store.copy(`${at}/a`, `${at}/b`, { if: 'absent' })).rejects.toMatchObject(
          failsWith('precondition_failed'),
        );
        expect(await read(store, `${at}/b`)).toBe('b');
      });

      test('of what is not there is refused and makes nothing', async () => {
        const at = folder();
        await expect(store.copy(`${at}/a`, `${at}/b`, { if: 'absent' })).rejects.toMatchObject(
          failsWith('precondition_failed'),
        );
        expect(await store.head(`${at}/b`)).toBeNull();
      });
    });

    describe('list', () => {
      /** In the order of their bytes, which is neither that of folders nor that of UTF-16. */
      const NAMES = ['a', 'a-b', 'a.b', 'b/c', 'b/d/e', 'b0', 'z', 'é', '￮', '🏔'];

      async function fill(): Promise<{ at: string; keys: string[] }> {
        const at = folder();
        const keys = NAMES.map((key) => `${at}/${key}`);
        await Promise.all(keys.toReversed().map((key) => store.put(key, text(key), ABSENT)));
        return { at, keys };
      }

      test('goes in key order, page by page, and says when there is more', async () => {
        const { at, keys } = await fill();
        for (const limit of [1, 3, NAMES.length, 100]) {
          const seen: string[] = [];
          for (let after: string | undefined; ;) {
            const page = await store.list(`${at}/`, { limit, ...(after ? { after } : {}) });
            expect(page.objects.length).toBeLessThanOrEqual(limit);
            seen.push(...page.objects.map(({ key }) => key));
            after = page.objects.at(-1)?.key;
            if (!page.more) break;
          }
          expect(seen).toEqual(keys);
        }
      });

      test('tells the same by name alone', async () => {
        const { at, keys } = await fill();
        for (const limit of [1, 4, 100]) {
          const seen: string[] = [];
          for (let after: string | undefined; ;) {
            const page = await store.keys(`${at}/`, { limit, ...(after ? { after } : {}) });
            expect(page.keys.length).toBeLessThanOrEqual(limit);
            seen.push(...page.keys);
            after = page.keys.at(-1);
            if (!page.more) break;
          }
          expect(seen).toEqual(keys);
        }
        const inside = await store.keys(`${at}/b/`, { limit: 5, after: `${at}/b/c` });
        expect(inside).toEqual({ keys: [`${at}/b/d/e`], more: false });
        const beyond = await store.keys(`${at}/b/`, { limit: 5, after: `${at}/b0` });
        expect(beyond).toEqual({ keys: [], more: false });
        const before = await store.keys(`${at}/b`, { limit: 1, after: `${at}/a` });
        expect(before).toEqual({ keys: [`${at}/b/c`], more: true });
      });

      test('gives heads, as they are', async () => {
        const at = folder();
        const put = await store.put(`${at}/x`, text('x'), ABSENT);
        expect(await store.list(`${at}/`, { limit: 5 })).toEqual({ objects: [put], more: false });
      });

      test('a prefix may end inside a part', async () => {
        const { at } = await fill();
        const { objects } = await store.list(`${at}/a`, { limit: 10 });
        expect(objects.map(({ key }) => key)).toEqual([`${at}/a`, `${at}/a-b`, `${at}/a.b`]);
        expect((await store.list(`${at}/b/d`, { limit: 10 })).objects).toHaveLength(1);
        expect((await store.list(`${at}/nothing`, { limit: 10 })).objects).toEqual([]);
      });

      test('what comes after may be a key that is no longer there', async () => {
        const { at } = await fill();
        const { objects } = await store.list(`${at}/`, { limit: 2, after: `${at}/b/cc` });
        expect(objects.map(({ key }) => key)).toEqual([`${at}/b/d/e`, `${at}/b0`]);
      });
    });

    test('objects of one folder may come and go at once', async () => {
      const at = folder();
      const comeAndGo = async (each: string) => {
        for (let round = 0; round < 5; round += 1) {
          await store.put(`${at}/deep/er/${each}`, text(each), ABSENT);
          expect(await store.delete(`${at}/deep/er/${each}`)).toBe(true);
        }
      };
      await Promise.all(Array.from({ length: 12 }, (_, n) => comeAndGo(`n${n}`)));
      await expectNothing(store, `${at}/deep`);
    });

    test('a healthy store passes its check', async () => {
      await expect(store.check()).resolves.toBeUndefined();
    });
  });
}
