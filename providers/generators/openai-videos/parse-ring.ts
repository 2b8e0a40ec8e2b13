import { Webhook } from 'standardwebhooks';
import { asObject } from '../kit/as-object.ts';

/** Which job to look at; says nothing about how it stands. */
export interface WebhookHint {
  jobId: string;
}

/** `{type: 'video.completed' | 'video.failed', data: {id}}`, signed when there is a secret. */
export function parseRing(
  headers: Record<string, string>,
  body: string,
  secret: string | undefined,
): WebhookHint | null {
  try {
    if (secret !== undefined) new Webhook(secret).verify(body, headers, { jsonParse: false });
    const ring = asObject(JSON.parse(body));
    const id = asObject(ring?.['data'])?.['id'];
    const known = ring?.['type'] === 'video.completed' || ring?.['type'] === 'video.failed';
    return known && typeof id === 'string' ? { jobId: id } : null;
  } catch {
    // Anyone may ring. A ring that cannot be read changes nothing; polling finds out as well.
    return null;
  }
}
