import { LRUCache } from 'lru-cache';
import * as z from 'zod';
import type { VideoId } from '../domain/ids.ts';
import { TENANT_NAME, whereKey } from '../domain/keys.ts';
import type { ObjectStore } from '../providers/stores/store.ts';
import { documentKind } from './document.ts';

/** Whose video an id is, for those who know the id alone. */
export const whereDocument = documentKind<{ video: VideoId }, { tenant: string }>({
  name: 'whereabouts',
  key: ({ video }) => whereKey(video),
  version: 1,
  schema: z.looseObject({ tenant: z.string().regex(TENANT_NAME) }),
});

/** Tenants remembered, so that a second look at a video costs one read. */
const KNOWN = 10_000;

/**
 * Tenants that may have a video of this id, the likeliest first. Beside the one that its whereabouts
 * name, only those whose videos of earlier releases have none yet.
 */
export function openWhere(deps: {
  store: ObjectStore;
  tenants: readonly string[];
  hasOld: (tenant: string) => Promise<boolean>;
}): {
  of(video: VideoId): Promise<readonly string[]>;
  remember(video: VideoId, tenant: string): void;
} {
  const known = new LRUCache<VideoId, string>({ max: KNOWN });
  return {
    async of(video) {
      const tenant =
        known.get(video) ?? (await whereDocument.read(deps.store, { video }))?.value.tenant;
      if (tenant !== undefined) return [tenant];
      const old = await Promise.all(deps.tenants.map((each) => deps.hasOld(each)));
      return deps.tenants.filter((_, at) => old[at]);
    },
    remember: (video, tenant) => void known.set(video, tenant),
  };
}
