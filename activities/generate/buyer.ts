import type { Order } from '../../domain/purchases/purchase.ts';
import type { TakeRef, VideoRef } from '../../domain/refs.ts';
import { takeSeed } from '../../domain/video/request.ts';
import type { VideoRecord } from '../../domain/video/record.ts';
import type { StorageDeps } from '../kit/deps.ts';

/** A video as far as purchases go: a deleted one buys nothing more, and still settles what it bought. */
export interface Buyer {
  /** Under a tombstone it is there until the last of the video is erased. */
  record: VideoRecord | null;
  isBuried: boolean;
}

export async function buyerOf({ records }: StorageDeps, ref: VideoRef): Promise<Buyer> {
  const { tenant, video } = ref;
  const record = await records.read(tenant, video);
  if (record !== null) return { record, isBuried: false };
  const isBuried = await records.isBuried(tenant, video);
  return { record: isBuried ? await records.bury(tenant, video) : null, isBuried };
}

export function orderOf(record: VideoRecord, { take }: TakeRef, model: string): Order {
  const { width, height, duration, frameRate, audio } = record.request.plan;
  const seed = takeSeed(record.request.plan, take);
  return { model, seed, width, height, duration, frameRate, audio };
}
