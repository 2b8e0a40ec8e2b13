import type { Generator } from '../generator.ts';
import { purchaseFields } from './create-fields.ts';
import { readJobStatus, readMedia } from './job-status.ts';
import { type ModelCardReader, openModelCards } from './model-cards.ts';
import { readOperation, writeOperation } from './operation.ts';
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
  const { name, apiKey } = config;
  return {
    config,
    cards,
    generator: (model) => ({
      model: openVideoModel({ name, model, client, net, now, apiKey }),
      async submit(intent, { signal }) {
        const fields = purchaseFields(model, intent);
        const { id } = await client.create({ fields, reference: intent.reference, signal });
        return { status: 'accepted', operation: writeOperation(id, now()), jobId: id };
      },
      status: (operation, { signal }) => readJobStatus({ client, now, apiKey }, operation, signal),
      media: (operation, { signal }) => readMedia(client, operation, signal),
      cancel: (operation, { signal }) => client.remove(readOperation(operation).job, signal),
      reconcile: (intent, { signal }) => reconcile({ client, cards, model }, intent, signal),
    }),
  };
}
