import { NetError } from '../../../net/net-error.ts';
import type { Net } from '../../../net/net.ts';
import type { JsonResponse } from '../../../net/request-json.ts';
import { createFailure, unknownOutcome } from '../kit/create-failure.ts';
import { cleanProse, withReason } from '../kit/foreign-prose.ts';
import { GeneratorFailure } from '../kit/generator-failure.ts';
import { writeCreateBody } from './create-body.ts';
import type { CreateFields } from './create-fields.ts';
import { isMisconfigured, notAuthorised, unreachable, unreadable } from './read-failure.ts';
import { readForeignError } from '../kit/foreign-error.ts';
import { retryAfter } from '../kit/retry-after.ts';
import type { ServerConfig } from './server-config.ts';
import { readWireJob, type WireJob } from './wire-job.ts';

export interface ServerClientDeps {
  net: Pick<Net, 'request' | 'requestJson'>;
  now: () => Date;
}

export interface CreateCall {
  fields: CreateFields;
  /** Sent as `Idempotency-Key`. */
  reference: string | undefined;
  headers?: Record<string, string>;
  signal: AbortSignal | undefined;
}

export interface ReadAnswer {
  job: WireJob;
  retryAfterSeconds: number | undefined;
}

/** The protocol's calls, each one exchange, with their failures told apart. */
export interface ServerClient {
  create(call: CreateCall): Promise<WireJob>;
  /** The bare status when the server says 404 or 410. */
  read(id: string, signal: AbortSignal | undefined): Promise<ReadAnswer | 404 | 410>;
  remove(id: string, signal: AbortSignal): Promise<void>;
  /** Any GET, for the list and the models. */
  get(path: string, signal: AbortSignal | undefined, timeoutMs?: number): Promise<JsonResponse>;
  contentUrl(id: string): string;
  authorization: Record<string, string>;
}

/** Job objects are a few kilobytes; a page of a hundred of them with prompts stays below this. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;
/** A create may carry an image upwards and wait for a model to load. */
const CREATE_TIMEOUT_MS = 120_000;
const READ_TIMEOUT_MS = 30_000;

export function openServerClient(config: ServerConfig, deps: ServerClientDeps): ServerClient {
  const base = config.baseUrl.replace(/\/+$/, '');
  const { apiKey } = config;
  const authorization: Record<string, string> =
    apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
  const jobUrl = (id: string) => `${base}/videos/${encodeURIComponent(id)}`;

  async function read(
    method: string,
    url: string,
    signal: AbortSignal | undefined,
    { timeoutMs = READ_TIMEOUT_MS, job }: { timeoutMs?: number; job?: string } = {},
  ): Promise<JsonResponse> {
    let answer: JsonResponse;
    try {
      const headers = { accept: 'application/json', ...authorization };
      const limits = within(timeoutMs);
      // No redirect is followed: the key belongs to the configured address and to no other.
      answer = await deps.net.requestJson({
        method,
        url,
        headers,
        signal,
        limits,
        maxRedirects: 0,
      });
    } catch (error) {
      throw unreachable(error);
    }
    // vLLM-Omni answers a read of a failed job with the job, under the status of its failure.
    if (job !== undefined && hasEnded(answer.json, job)) return { ...answer, status: 200 };
    if (answer.status === 401 || answer.status === 403) {
      throw notAuthorised(cleanProse(readForeignError(answer.json)?.message, [apiKey]));
    }
    if (answer.status === 429 || answer.status === 408 || answer.status >= 500) {
      throw unreadable(`it answered HTTP ${answer.status}`, {
        retryAfterSeconds: retryAfter(answer.headers, deps.now()),
      });
    }
    return answer;
  }

  return {
    authorization,
    contentUrl: (id) => `${jobUrl(id)}/content`,
    get: (path, signal, timeoutMs = READ_TIMEOUT_MS) =>
      read('GET', `${base}${path}`, signal, { timeoutMs }),
    async create(call) {
      const answer = await sendCreate(call, config, deps.net, {
        url: `${base}/videos`,
        authorization,
      });
      if (answer.status < 200 || answer.status > 299) {
        const error = readForeignError(answer.json);
        const prompt = call.fields.values['prompt'];
        throw createFailure({
          status: answer.status,
          code: error?.code,
          type: error?.type,
          reason: cleanProse(error?.message, [apiKey, asSecret(prompt)]),
          retryAfterSeconds: retryAfter(answer.headers, deps.now()),
        });
      }
      const job = readWireJob(answer.json);
      if (job) return job;
      const info = unknownOutcome('The generator took the order but named no job');
      throw new GeneratorFailure({ ...info, sent: 'yes' });
    },
    async read(id, signal) {
      const answer = await read('GET', jobUrl(id), signal, { job: id });
      if (answer.status === 404 || answer.status === 410) return answer.status;
      const job = answer.status === 200 ? readWireJob(answer.json) : null;
      if (!job) throw unreadable(`its answer is no job (HTTP ${answer.status})`);
      return { job, retryAfterSeconds: retryAfter(answer.headers, deps.now()) };
    },
    async remove(id, signal) {
      const { status } = await read('DELETE', jobUrl(id), signal);
      const gone = status === 404 || status === 410;
      if (!gone && (status < 200 || status > 299)) {
        throw unreadable(`it answered a cancel with HTTP ${status}`);
      }
    },
  };
}

async function sendCreate(
  call: CreateCall,
  config: ServerConfig,
  net: ServerClientDeps['net'],
  target: { url: string; authorization: Record<string, string> },
): Promise<JsonResponse> {
  const { contentType, body } = await writeCreateBody(config.format, call.fields);
  const { reference, signal } = call;
  const headers = {
    accept: 'application/json',
    'content-type': contentType,
    ...call.headers,
    ...(reference === undefined ? {} : { 'idempotency-key': reference }),
    ...target.authorization,
  };
  const limits = within(CREATE_TIMEOUT_MS);
  try {
    const { url } = target;
    return await net.requestJson({ method: 'POST', url, headers, body, signal, limits });
  } catch (error) {
    throw lostCreate(error);
  }
}

function within(timeoutMs: number) {
  const maxBytes = MAX_ANSWER_BYTES;
  return { totalTimeoutMs: timeoutMs, headersTimeoutMs: timeoutMs, maxBytes };
}

/** No answer to a create. Only when no byte has left is it certain that nothing was bought. */
function lostCreate(error: unknown): GeneratorFailure {
  const reason = error instanceof NetError ? error.message : '';
  if (isMisconfigured(error)) {
    return new GeneratorFailure(
      {
        code: 'generator_invalid_request',
        kind: 'INVALID_REQUEST',
        message: withReason('The address of the model server cannot be used', reason),
        retryable: false,
        billed: 'no',
        sent: error.sent,
      },
      { cause: error },
    );
  }
  if (error instanceof NetError && error.sent === 'no') {
    return new GeneratorFailure(
      {
        code: 'generator_failed',
        kind: 'TRANSIENT',
        message: withReason('The model server cannot be reached', reason),
        retryable: true,
        billed: 'no',
        sent: 'no',
      },
      { cause: error },
    );
  }
  const info = unknownOutcome('The answer to the order was lost');
  return new GeneratorFailure({ ...info, sent: 'maybe' }, { cause: error });
}

function hasEnded(json: unknown, id: string): boolean {
  const job = readWireJob(json);
  return job?.id === id && job.status === 'failed';
}

/** A word or two of a prompt give nothing away, and struck out they would garble every sentence. */
const TELLING_LENGTH = 8;

function asSecret(value: unknown): string | undefined {
  return typeof value === 'string' && value.length >= TELLING_LENGTH ? value : undefined;
}
