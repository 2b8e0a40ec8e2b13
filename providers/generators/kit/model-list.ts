import { ask, type AskOptions } from './ask.ts';
import { asObject } from './foreign-json.ts';
import type { OpenHttp } from './http.ts';

/** What a server tells about its models. */
export interface ModelList {
  /** In the server's order; the first one is its default. */
  ids: readonly string[];
  /** Whether it says of itself that a repeated create with the same key gives the same job. */
  honoursKey(model: string): boolean;
}

export interface ModelListReader {
  /**
   * Empty when the server answers but has no such list: it is not part of every protocol. Throws a
   * retryable `GeneratorFailure` when it cannot be asked; then nothing is known, and "no" would be a
   * guess.
   */
  read(signal?: AbortSignal): Promise<ModelList>;
}

/** A request that names no model waits for this at most. */
const TIMEOUT_MS = 3_000;
/** A model that has been added since is refused for so long at most. */
const FRESH_MS = 60_000;
/** A server that is just starting should be asked again soon, one that hangs not by every request. */
const RETRY_MS = 5_000;

const NOTHING: ModelList = { ids: [], honoursKey: () => false };

export function openModelList(
  http: OpenHttp,
  { now, apiKey }: Pick<AskOptions, 'now' | 'apiKey'>,
): ModelListReader {
  let known: { answer: Promise<ModelList>; until: number } | undefined;
  return {
    async read(signal) {
      if (known && now().getTime() < known.until) return known.answer;
      const answer = readModelList(http, { now, apiKey }, signal);
      known = { answer, until: now().getTime() + RETRY_MS };
      const list = await answer;
      if (list !== NOTHING) known = { answer, until: now().getTime() + FRESH_MS };
      return list;
    },
  };
}

/** OpenAI's list. An extension of ours: `capabilities.idempotency_key` of a model. */
async function readModelList(
  http: OpenHttp,
  options: AskOptions,
  signal?: AbortSignal,
): Promise<ModelList> {
  const { status, json } = await ask(() => http(signal, TIMEOUT_MS).get('/models'), options);
  const data = asObject(json)?.['data'];
  if (status !== 200 || !Array.isArray(data)) return NOTHING;
  const cards = data.map(asObject).filter((card) => typeof card?.['id'] === 'string');
  return {
    ids: cards.map((card) => String(card?.['id'])),
    honoursKey(model) {
      const card = cards.find((each) => each?.['id'] === model) ?? cards[0];
      return asObject(card?.['capabilities'])?.['idempotency_key'] === true;
    },
  };
}
