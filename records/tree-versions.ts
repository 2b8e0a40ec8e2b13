import * as z from 'zod';
import { hlsPrefix, hlsVersionPrefix } from '../domain/keys.ts';
import { documentKind } from './document.ts';
import type { ObjectStore } from '../providers/stores/store.ts';
import type { VideoRef } from '../domain/refs.ts';
import { keysBelow } from './prefixes.ts';

const TreeClaim = z.looseObject({ claimed_at: z.string() });

/** First object of every tree: whoever writes it owns the version. */
export const treeClaimDocument = documentKind<
  VideoRef & { version: number },
  z.infer<typeof TreeClaim>
>({
  name: 'tree claim',
  key: ({ tenant, video, version }) => `${hlsVersionPrefix(tenant, video, version)}claim.json`,
  version: 1,
  schema: TreeClaim,
});

/**
 * Takes the next version of a video's tree for the caller alone. Attempts that overlap, and attempts
 * after an operator's reset, never write into one tree.
 */
export async function claimTreeVersion(store: ObjectStore, video: VideoRef): Promise<number> {
  const versions = await treeVersions(store, video);
  for (let version = Math.max(0, ...versions) + 1; ; version += 1) {
    const claim = { claimed_at: new Date().toISOString() };
    if (await treeClaimDocument.create(store, { ...video, version }, claim)) return version;
  }
}

/** Those of which anything is there. */
export async function treeVersions(store: ObjectStore, video: VideoRef): Promise<number[]> {
  const prefix = hlsPrefix(video.tenant, video.video);
  const found = new Set<number>();
  for await (const key of keysBelow(store, prefix)) {
    const version = /^v(\d+)\//.exec(key.slice(prefix.length))?.[1];
    if (version !== undefined) found.add(Number(version));
  }
  return [...found];
}
