import { createHash } from 'node:crypto';
import type { CheckedCreate } from './check-request.ts';

/** Equal for equal creates. Tells a repeated request from another one under the same key. */
export function hashCreate({ request, image, seedGiven }: CheckedCreate): string {
  const asked = {
    ...request,
    // A seed that we drew ourselves differs each time and says nothing about the caller's request.
    seed: seedGiven ? request.seed : null,
    // Where the webhook goes is not what to make: a caller that restarted may have moved.
    webhookUrl: null,
  };
  const hash = createHash('sha256').update(JSON.stringify(asked));
  if (image) hash.update(image.bytes);
  return hash.digest('hex');
}
