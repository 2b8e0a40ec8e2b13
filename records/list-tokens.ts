import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { listSaltKey } from '../domain/keys.ts';
import { wordsOf } from '../domain/video/prompt-words.ts';
import type { VideoRequest } from '../domain/video/request.ts';
import type { ObjectStore } from '../providers/stores/store.ts';
import { documentKind } from './document.ts';

/** What a video can be asked for beside its status; every part that is given must be there. */
export interface Wanted {
  model?: string | undefined;
  metadata?: readonly (readonly [string, string])[] | undefined;
  words?: ReadonlySet<string> | undefined;
}

export function tokensOf({ model, metadata = [], words = new Set() }: Wanted): Set<string> {
  return new Set([
    ...(model === undefined ? [] : [`model ${model}`]),
    ...metadata.map(([key, value]) => `pair ${key}=${value}`),
    ...[...words].map((word) => `word ${word}`),
  ]);
}

/** Nothing in it changes once a video is accepted. */
export const tokensOfRequest = ({ prompt, metadata, plan }: VideoRequest): Set<string> =>
  tokensOf({ model: plan.model, metadata: Object.entries(metadata), words: wordsOf(prompt) });

export const listSaltDocument = documentKind<{ tenant: string }, { salt: string }>({
  name: 'list salt',
  key: ({ tenant }) => listSaltKey(tenant),
  version: 1,
  schema: z.looseObject({ salt: z.string().regex(/^[0-9a-f]{32}$/) }),
});

/** Made with a tenant's first video, and never changed. */
export function openSalts(store: ObjectStore): (tenant: string) => Promise<Buffer> {
  const known = new Map<string, Promise<Buffer>>();
  const find = async (tenant: string): Promise<Buffer> => {
    const standing =
      (await listSaltDocument.read(store, { tenant })) ??
      (await listSaltDocument.create(
        store,
        { tenant },
        { salt: randomBytes(16).toString('hex') },
      )) ??
      (await listSaltDocument.read(store, { tenant }));
    if (standing === null) throw new Error('The lists of a tenant vanished while they were made.');
    return Buffer.from(standing.value.salt, 'hex');
  };
  return (tenant) => {
    const salt = known.get(tenant) ?? find(tenant);
    known.set(tenant, salt);
    // What failed is asked again by the next.
    salt.catch(() => known.delete(tenant));
    return salt;
  };
}
