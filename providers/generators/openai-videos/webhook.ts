import { Webhook } from 'standardwebhooks';
import type { WebhookAnswer, WebhookCall } from '../webhook.ts';
import { asObject, asText } from '../kit/foreign-json.ts';

const ENDS = new Set<unknown>(['video.completed', 'video.failed']);

/** `{type: 'video.completed' | 'video.failed', data: {id}}`, signed when there is a secret. */
export function readWebhook({ headers, body, secret }: WebhookCall): WebhookAnswer {
  const text = Buffer.from(body).toString('utf8');
  try {
    if (secret !== null) new Webhook(secret).verify(text, headers, { jsonParse: false });
  } catch {
    return { answer: 'refuse' };
  }
  const call = parse(text);
  const job = asText(asObject(call?.['data'])?.['id']);
  return ENDS.has(call?.['type']) && job !== null ? { answer: 'wake', job } : { answer: 'ignore' };
}

/** Anyone may call. What cannot be read changes nothing; polling finds out as well. */
function parse(text: string): Record<string, unknown> | null {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return null;
  }
}
