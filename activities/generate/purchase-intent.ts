import type { VideoRecord } from '../../domain/video/record.ts';
import type { GenerationRequest, PurchaseIntent } from '../../providers/generators/generator.ts';
import type { ObjectStore } from '../../providers/stores/store.ts';
import { openClaims } from '../../records/purchases.ts';
import { serverOf } from '../../domain/models/model-name.ts';

/** One take of an accepted video, without the image, which only a create needs. */
export function generationRequest(record: VideoRecord, seed: number): GenerationRequest {
  const { prompt, negativePrompt, plan } = record.request;
  return {
    prompt,
    ...(negativePrompt === null ? {} : { negativePrompt }),
    width: plan.width,
    height: plan.height,
    duration: plan.duration,
    frameRate: plan.frameRate,
    audio: plan.audio,
    seed,
  };
}

/** What is about to be bought, or was: all that a lookup needs. */
export function purchaseIntent(
  store: ObjectStore,
  model: string,
  { reference, attemptedAt }: { reference: string; attemptedAt: Date },
  request: GenerationRequest,
): PurchaseIntent {
  const server = serverOf(model);
  const isClaimed = (jobId: string): Promise<boolean> =>
    openClaims(store).isTaken(server, jobId, reference);
  return { reference, attemptedAt, request, isClaimed };
}
