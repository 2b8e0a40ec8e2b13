import { asObject } from '../kit/as-object.ts';
import type { ServerClient } from './server-client.ts';

/** What a server tells about its models. */
export interface ModelCards {
  /** In the server's order; the first one is its default. */
  ids: string[];
  /**
   * An extension of ours: `capabilities.idempotency_key` of the named model, or of the first one
   * when the choice is the server's.
   */
  idempotencyKey(model: string): boolean;
}

export interface ModelCardReader {
  /**
   * No cards when the server answers but has no such list: it is not part of the protocol's videos.
   * Throws a retryable `GeneratorFailure` when it cannot be asked; then nothing is known, and "no"
   * would be a guess.
   */
  read(signal?: AbortSignal): Promise<ModelCards>;
}

/** A request that names no model waits for this at most. */
const TIMEOUT_MS = 3_000;
const FRESH_MS = 5 * 60_000;
/**
 * A server that is just starting should be asked again soon, and one that hangs not by every
 * request.
 */
const RETRY_MS = 5_000;

const NO_CARDS: ModelCards = { ids: [], idempotencyKey: () => false };

export function openModelCards(client: ServerClient, now: () => Date): ModelCardReader {
  let known: { answer: Promise<ModelCards>; until: number } | undefined;
  return {
    async read(signal) {
      if (known && now().getTime() < known.until) return known.answer;
      const answer = ask(client, signal);
      known = { answer, until: now().getTime() + RETRY_MS };
      const cards = await answer;
      if (cards !== NO_CARDS) known = { answer, until: now().getTime() + FRESH_MS };
      return cards;
    },
  };
}

async function ask(client: ServerClient, signal?: AbortSignal): Promise<ModelCards> {
  const { status, json } = await client.get('/models', signal, TIMEOUT_MS);
  const data = asObject(json)?.['data'];
  if (status !== 200 || !Array.isArray(data)) return NO_CARDS;
  const cards = data.map(asObject).filter((card) => typeof card?.['id'] === 'string');
  return {
    ids: cards.map((card) => String(card?.['id'])),
    idempotencyKey(model) {
      const card = cards.find((each) => each?.['id'] === model) ?? cards[0];
      return asObject(card?.['capabilities'])?.['idempotency_key'] === true;
    },
  };
}
