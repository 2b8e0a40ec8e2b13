/** One call to an address of ours, before any parser has touched it. */
export interface WebhookCall {
  headers: Record<string, string>;
  body: Uint8Array;
  /** The account's; null when the address alone authorises the call. */
  secret: string | null;
  now: Date;
}

/**
 * What a call is worth. Nothing in it is believed: a wake leads to a read with our own key.
 * Pure, and beside the generator: the API has secrets and bytes, and opens no generators.
 */
export type WebhookAnswer =
  | { answer: 'wake'; job?: string }
  /** Genuine, and clearly not the end of a job: costs a take none of its wakes. */
  | { answer: 'ignore' }
  | { answer: 'challenge'; body: Record<string, string> }
  | { answer: 'refuse' };

export type ReadWebhook = (call: WebhookCall) => WebhookAnswer;
