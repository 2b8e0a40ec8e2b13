import type { Request, RequestHandler } from 'express';
import { LRUCache } from 'lru-cache';
import { readWakeToken } from '../../temporal/wake-token.ts';
import type { Log } from '../../telemetry/log.ts';
import type { ApiMeters } from '../http/api-meters.ts';
import { Problem } from '../http/problem.ts';
import type { VideoClient } from '../runs/run-client.ts';

export interface WebhookDeps {
  secret: string;
  client: Pick<VideoClient, 'wake'>;
  log: Log;
  counted: Pick<ApiMeters, 'webhooks'>;
  /** Only a test shortens it. */
  pace?: { coalesceMs?: number };
}

/** A body is never read for what it says; more than this is no notification. */
const BODY_BYTES = 65_536;
/** Chatty generators call at every percent; one look answers them all. */
const COALESCE_MS = 2_000;

/**
 * A run takes 10,000 signals in all, and then refuses a person's review as well. With sixteen takes
 * this leaves most of them; a take that was woken so often is looked at by polling alone.
 */
const WAKES_PER_TAKE = 200;

/**
 * A generator's webhook: verified, answered at once, never believed. A run that cannot be woken now
 * looks by itself at its next poll.
 */
export function receiveWebhook({
  secret,
  client,
  log,
  counted,
  pace,
}: WebhookDeps): RequestHandler {
  const waking = new Set<string>();
  const woken = new LRUCache<string, number>({ max: 50_000 });

  const wake = async (video: string, take: number): Promise<void> => {
    const key = `${video}/${take}`;
    const before = woken.get(key) ?? 0;
    if (before >= WAKES_PER_TAKE) {
      counted.webhooks.inc({ outcome: 'dropped' });
      return;
    }
    if (waking.has(key)) {
      counted.webhooks.inc({ outcome: 'coalesced' });
      return;
    }
    waking.add(key);
    woken.set(key, before + 1);
    setTimeout(() => waking.delete(key), pace?.coalesceMs ?? COALESCE_MS).unref();
    try {
      await client.wake(video, take);
      counted.webhooks.inc({ outcome: 'woken' });
    } catch (error) {
      counted.webhooks.inc({ outcome: 'lost' });
      log.warn({ err: error, video, take }, 'a webhook could not be passed on');
    }
  };

  return async (req, res) => {
    const target = readWakeToken(secret, String(req.params['token']), new Date());
    if (target === null) {
      counted.webhooks.inc({ outcome: 'refused' });
      throw new Problem('invalid_token', 'This webhook is not one of ours, or no longer.');
    }
    dropBody(req);
    res.status(204).end();
    await wake(target.video, target.take);
  };
}

function dropBody(req: Request): void {
  let bytes = 0;
  req.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > BODY_BYTES) req.destroy();
  });
}
