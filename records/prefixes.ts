import type { ObjectStore } from '../providers/stores/store.ts';

const PAGE = 200;

/** Deletes what is below a prefix, but for what `keep` says; returns how many objects went. Repeatable. */
export async function deletePrefix(
  store: ObjectStore,
  prefix: string,
  keep: (key: string) => boolean = () => false,
): Promise<number> {
  let gone = 0;
  for await (const key of keysBelow(store, prefix)) {
    if (!keep(key)) gone += Number(await store.delete(key));
  }
  return gone;
}

export async function* keysBelow(store: ObjectStore, prefix: string): AsyncGenerator<string> {
  let after: string | undefined;
  for (;;) {
    const page = await store.list(prefix, {
      limit: PAGE,
      ...(after === undefined ? {} : { after }),
    });
    for (const { key } of page.objects) yield key;
    after = page.objects.at(-1)?.key;
    if (!page.more || after === undefined) return;
  }
}
