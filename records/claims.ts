import { createHash } from 'node:crypto';
import * as z from 'zod';
import { claimKey } from '../domain/keys.ts';
import type { ObjectStore } from '../providers/stores/store.ts';
import { documentKind } from './document.ts';

/** A generator's job; its id is unique within the server's name. */
interface Job {
  server: string;
  jobId: string;
}

const Claim = z.looseObject({ reference: z.string() });

export const claimDocument = documentKind<Job, z.infer<typeof Claim>>({
  name: 'claim',
  key: ({ server, jobId }) =>
    claimKey(createHash('sha256').update(`${server}\n${jobId}`).digest('hex')),
  version: 1,
  schema: Claim,
});

/** Which purchase a generator's job belongs to, so that two videos that look the same never share one. */
export interface Claims {
  /** True when the job is this purchase's own; false when another one has it. Repeatable. */
  claim(server: string, jobId: string, reference: string): Promise<boolean>;
  /** True when another purchase has it. */
  isTaken(server: string, jobId: string, reference: string): Promise<boolean>;
  release(job: Job): Promise<void>;
}

export function openClaims(store: ObjectStore): Claims {
  const holder = async (job: Job): Promise<string | null> =>
    (await claimDocument.read(store, job))?.value.reference ?? null;
  return {
    claim: async (server, jobId, reference) =>
      (await claimDocument.create(store, { server, jobId }, { reference })) !== null ||
      (await holder({ server, jobId })) === reference,
    async isTaken(server, jobId, reference) {
      const by = await holder({ server, jobId });
      return by !== null && by !== reference;
    },
    release: async (job) => void (await claimDocument.remove(store, job)),
  };
}
