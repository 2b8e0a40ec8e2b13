import * as z from 'zod';
import { tombstoneKey } from '../domain/keys.ts';
import type { VideoRef } from '../domain/refs.ts';
import { documentKind } from './document.ts';

const Tombstone = z.looseObject({ id: z.string(), buried_at: z.string() });

/** Outlives the video: whoever finds it writes nothing more. That it is there says all. */
export const tombstoneDocument = documentKind<VideoRef, z.infer<typeof Tombstone>>({
  name: 'tombstone',
  key: ({ tenant, video }) => tombstoneKey(tenant, video),
  version: 1,
  schema: Tombstone,
});
