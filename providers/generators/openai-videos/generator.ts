import type { Generator } from '../generator.ts';
import { purchaseFields } from './create-fields.ts';
import { readJobStatus } from './job-status.ts';
import { type ModelCardReader, openModelCards } from './model-cards.ts';
import { readOperation, writeOperation } from './operation.ts';
import { parseRing } from './parse-ring.ts';
import { reconcile } from './reconcile.ts';
import { openServerClient, type ServerClientDeps } from './server-client.ts';
import type { ServerConfig } from './server-config.ts';
import { openVideoModel } from './video-model.ts';

export interface VideoServerDeps {
  /** The server's host and port must be on its allow-list when they are not public. */
  net: ServerClientDeps['net'];
  now?: () => Date;
}

export interface VideoServer {
  config: ServerConfig;
  cards: ModelCardReader;
  generator(model: string): Generator;
}

/**
 * Any server of OpenAI's `/v1/videos` protocol, which outlived its inventor: vLLM-Omni, SGLang,
 * LiteLLM, and the local model server. https://platform.openai.com/docs/api-reference/videos (until
 * 2026-09).
 */
export function openVideoServer(config: ServerConfig, deps: VideoServerDeps): VideoServer {
  const { net, now = () => new Date() } = deps;
  const client = openServerClient(config, { net, now });
  const cards = openModelCards(client, now);
  const { name, apiKey, webhookSecret, microsPerSecond = 0 } = config;
  return {
    config,
    cards,
    generator: (model) => ({
      model: openVideoModel({ name, model, client, net, now, apiKey }),
      capabilities: {
        idempotencyKey: 'declared',
        webhook: webhookSecret === undefined ? 'unsigned' : 'signed',
        cancel: true,
        negativePrompt: true,
        audio: true,
        image: true,
      },
      quote: ({ durationSeconds }) => ({
        amountMicros: Math.ceil(durationSeconds * microsPerSecond),
      }),
      async submit(intent, { signal }) {
        const fields = purchaseFields(model, intent);
        const { id } = await client.create({ fields, reference: intent.reference, signal });
        return { status: 'accepted', operation: writeOperation(id, now()), jobId: id };
      },
      status: (operation, { signal }) => readJobStatus({ client, now, apiKey }, operation, signal),
      async media(operation) {
        const url = client.contentUrl(readOperation(operation).job);
        return { kind: 'link', url, headers: client.authorization };
      },
      cancel: (operation, { signal }) => client.remove(readOperation(operation).job, signal),
      reconcile: (intent, { signal }) => reconcile({ client, cards, model }, intent, signal),
      parseWebhook: (headers, body) => parseRing(headers, body, webhookSecret),
    }),
  };
}
