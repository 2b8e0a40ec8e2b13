import { hlsPrefix, hlsVersionPrefix } from '../domain/keys.ts';
import { writeJson } from './json-object.ts';
import type { ObjectStore } from '../providers/stores/store.ts';
import type { VideoRef } from '../domain/refs.ts';
import { keysBelow } from './prefixes.ts';

/** First object of every tree: whoever writes it owns the version. */
const CLAIM = 'claim.json';

/**
 * Takes the next version of a video's tree for the caller alone. Attempts that overlap, and attempts
 * after an operator's reset, never write into one tree.
 */
export async function claimTreeVersion(store: ObjectStore, video: VideoRef): Promise<number> {
  const versions = await treeVersions(store, video);
  for (let version = Math.max(0, ...versions) + 1; ; version += 1) {
    const key = `${hlsVersionPrefix(video.tenant, video.video, version)}${CLAIM}`;
    const claim = { claimed_at: new Date().toISOString() };
    if (await writeJson(store, key, claim, 'absent')) return version;
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
