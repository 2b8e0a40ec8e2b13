import type { ServerClient } from './server-client.ts';
import { asObject } from '../as-object.ts';

/** What a server tells about its models. */
export interface ModelCards {
  ids: string[];
  /** An extension of ours: `capabilities.idempotency_key` on the first, or the named, model. */
  idempotencyKey(model: string): boolean;
}

export interface ModelCardReader {
  /** Null when the server does not say; that is remembered only briefly. */
  read(signal?: AbortSignal): Promise<ModelCards | null>;
}

/** A request that names no model waits for this at most. */
const TIMEOUT_MS = 3_000;
const FRESH_MS = 5 * 60_000;
/** A server that is just starting should be asked again soon. */
const RETRY_MS = 5_000;

export function openModelCards(client: ServerClient, now: () => Date): ModelCardReader {
  let known: { cards: ModelCards | null; until: number } | undefined;
  return {
    async read(signal) {
      if (known && now().getTime() < known.until) return known.cards;
      const cards = await ask(client, signal);
      // An answer once had is better than none: models do not come and go with a restart.
      const kept = cards ?? known?.cards ?? null;
      known = { cards: kept, until: now().getTime() + (cards ? FRESH_MS : RETRY_MS) };
      return kept;
    },
  };
}

async function ask(client: ServerClient, signal?: AbortSignal): Promise<ModelCards | null> {
  try {
    const { status, json } = await client.get('/models', signal, TIMEOUT_MS);
    const data = asObject(json)?.['data'];
    if (status !== 200 || !Array.isArray(data)) return null;
    const cards = data.map(asObject).filter((card) => typeof card?.['id'] === 'string');
    return {
      ids: cards.map((card) => String(card?.['id'])),
      idempotencyKey(model) {
        const card = cards.find((each) => each?.['id'] === model) ?? cards[0];
        return asObject(card?.['capabilities'])?.['idempotency_key'] === true;
      },
    };
  } catch {
    // Not every server has this route, and none needs it to make a video.
    return null;
  }
}
