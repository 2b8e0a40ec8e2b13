import { setTimeout as sleep } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import type { Job } from './job.ts';
import type { Jobs } from './jobs.ts';

/**
 * Waits between tries: a receiver that restarts is back within these, and polling covers the rest.
 */
const RETRY_DELAYS_MS = [500, 2_000, 8_000, 30_000];
const ANSWER_TIMEOUT_MS = 10_000;

export interface WebhookSender {
  /** Returns at once. Delivery is noted in the job, and taken up again after a restart. */
  send(job: Job): void;
  stop(): void;
}

/**
 * Tells `webhook_url` that a job has ended: `{type: 'video.completed' | 'video.failed', data:
 * {id}}` with Standard Webhooks headers; signed when the server was started with a secret.
 */
export function openWebhookSender(options: { jobs: Jobs; secret: string | null }): WebhookSender {
  const stopping = new AbortController();
  const { signal } = stopping;

  async function deliver(job: Job, url: string): Promise<void> {
    const { jobs } = options;
    for (const delay of [0, ...RETRY_DELAYS_MS]) {
      await sleep(delay, undefined, { signal, ref: false });
      if (await post(url, job, options.secret, signal)) {
        await jobs.update(job.id, (before) => ({ ...before, webhook: 'delivered' }));
        return;
      }
    }
    await jobs.update(job.id, (before) => ({ ...before, webhook: 'given_up' }));
  }

  return {
    send(job) {
      const url = job.request.webhookUrl;
      if (url === null || job.webhook !== 'due') return;
      deliver(job, url).catch((error: unknown) => {
        if (!signal.aborted) console.error(`webhook of job ${job.id}: ${String(error)}`);
      });
    },
    stop: () => stopping.abort(),
  };
}

async function post(
  url: string,
  job: Job,
  secret: string | null,
  signal: AbortSignal,
): Promise<boolean> {
  const id = `msg_${job.id}`;
  const now = new Date();
  const type = job.status === 'completed' ? 'video.completed' : 'video.failed';
  const body = JSON.stringify({
    type,
    // Of the event, not of the try: a message that is sent again is the same message.
    created_at: job.completedAt,
    data: { id: job.id },
  });
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
        ...(secret === null
          ? {}
          : { 'webhook-signature': new Webhook(secret).sign(id, now, body) }),
      },
      body,
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]),
    });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
