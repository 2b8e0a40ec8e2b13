import { text } from 'node:stream/consumers';
import { beforeAll, describe, expect, test } from 'vitest';
import { createFileStore } from '../../providers/stores/file/file-store.ts';
import type { ObjectStore } from '../../providers/stores/store.ts';
import type { DocumentKind } from '../../records/document.ts';
import { DocumentError } from '../../records/document.ts';
import { temporaryDirectory } from './directory.ts';

interface Example<At, T> {
  at: At;
  value: T;
  /** Another value, to replace the first by. */
  other: T;
  /** What earlier versions wrote, and as what it is read today. Version 0 had none in it. */
  old: { stored: unknown; read: unknown }[];
  versionField?: string;
}

/** What every kind of stored JSON must do. */
export function describeDocument<At, T extends object>(
  kind: DocumentKind<At, T>,
  example: Example<At, T>,
): void {
  describe(`a ${kind.name}`, () => {
    const { at, value, other, versionField = 'schema_version' } = example;
    const directory = temporaryDirectory();
    let store: ObjectStore;
    let folder = 0;
    beforeAll(() => {
      // Each test opens a store of its own: they all use the same key.
      store = createFileStore({ root: directory() });
    });
    const fresh = () => {
      folder += 1;
      store = createFileStore({ root: `${directory()}/${folder}` });
    };
    const put = (content: string) => {
      const options = { contentType: 'application/json', if: 'absent' } as const;
      return store.put(kind.key(at), Buffer.from(content), options);
    };
    const stored = async (): Promise<Record<string, unknown>> => {
      const found = await store.get(kind.key(at));
      return found === null ? {} : JSON.parse(await text(found.body));
    };

    test('is read as it was written, and says its version', async () => {
      fresh();
      const written = await kind.create(store, at, value);
      const found = await kind.read(store, at);
      expect(found?.generation).toBe(written?.generation);
      expect(found?.value).toMatchObject(value);
      expect((await stored())[versionField]).toBe(kind.version);
    });

    test('that is not there is null', async () => {
      fresh();
      expect(await kind.read(store, at)).toBeNull();
      expect(await kind.remove(store, at)).toBe(false);
    });

    test('is created once: whoever comes later changes nothing', async () => {
      fresh();
      await kind.create(store, at, value);
      expect(await kind.create(store, at, other)).toBeNull();
      expect((await kind.read(store, at))?.value).toMatchObject(value);
    });

    test('is replaced only by who has seen the newest generation', async () => {
      fresh();
      const first = await kind.create(store, at, value);
      if (first === null) throw new Error('nothing was there');
      const second = await kind.replace(store, at, other, first);
      expect(second).not.toBeNull();
      expect(await kind.replace(store, at, value, first)).toBeNull();
      expect(await kind.remove(store, at, first)).toBe(false);
      expect((await kind.read(store, at))?.value).toMatchObject(other);
      expect(await kind.remove(store, at, second ?? undefined)).toBe(true);
      expect(await kind.replace(store, at, value, first)).toBeNull();
    });

    test.each(example.old)('written by an earlier release is upgraded (%#)', async (old) => {
      fresh();
      await put(JSON.stringify(old.stored));
      expect((await kind.read(store, at))?.value).toMatchObject(Object(old.read));
    });

    test('of a later version is an error of its own, and stays as it is', async () => {
      fresh();
      await put(JSON.stringify({ ...value, [versionField]: kind.version + 1 }));
      await expect(kind.read(store, at)).rejects.toMatchObject({ code: 'later_version' });
      expect(await kind.create(store, at, value)).toBeNull();
    });

    test.each(['{"half', '', '[]', 'null', '7', '{"secret words":1,"schema_version":"x"}'])(
      'that is no such document (%s) is an error with its key and none of its content',
      async (content) => {
        fresh();
        await put(content);
        const error: unknown = await kind.read(store, at).catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(DocumentError);
        expect(error).toMatchObject({ code: 'broken', key: kind.key(at) });
        expect(String(error)).not.toMatch(/secret words|half/);
        expect(error).not.toHaveProperty('cause');
      },
    );
  });
}
