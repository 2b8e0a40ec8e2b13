import type { JSONValue } from '@ai-sdk/provider';
import type { Account } from '../../../domain/models/account.ts';
import type { JsonResponse } from '../../../net/request-json.ts';
import type { GeneratedMedia, Generator, PurchaseIntent } from '../generator.ts';
import { ask } from './ask.ts';
import type { ForeignJob } from './foreign-job.ts';
import { type GeneratorNet, type Http, openHttp } from './http.ts';
import { type JobReader, readJob, readJobStatus } from './job-status.ts';
import { type LookUp, lookUp } from './look-up.ts';
import { type ModelListReader, openModelList } from './model-list.ts';
import { readOperation, writeOperation } from './operation.ts';
import { placeOrder } from './place-order.ts';
import { unreadable } from './read-failure.ts';
import type { RefusalRow } from './refusals.ts';

/** One take to be bought, and of whom. */
export interface PlacedOrder {
  intent: PurchaseIntent;
  /** The provider's own id of the model. */
  model: string;
  account: Account;
}

/**
 * What is one provider's own; all else about its jobs is the kit's: timeouts, what a lost answer
 * means, what a refusal means, the patience with a job that is not known yet.
 */
export interface GeneratorDefinition<Job extends ForeignJob> {
  /** The paid exchange, and at most free ones before it. */
  create: (order: PlacedOrder, http: Http) => Promise<JsonResponse>;
  read: (job: string, http: Http) => Promise<JsonResponse>;
  /** Null for what is no job at all. */
  job: (json: unknown) => Job | null;
  /** Where the bytes are. `told` is null when the job could not be read just now. */
  media: (job: string, told: Job | null, http: Http) => GeneratedMedia;
  refusals: readonly RefusalRow[];
  cancel?: (job: string, http: Http) => Promise<JsonResponse>;
  lookUp?: (order: PlacedOrder, http: Http, models: ModelListReader) => LookUp<Job>;
}

export interface GeneratorDeps {
  /** An account's host and port must be on its allow-list when they are not public. */
  net: GeneratorNet;
  now?: (() => Date) | undefined;
}

/** All models of one account. */
export interface OpenedAccount {
  account: Account;
  models: ModelListReader;
  generator(model: string): Generator;
}

export function defineGenerator<Job extends ForeignJob>(
  definition: GeneratorDefinition<Job>,
): (account: Account, deps: GeneratorDeps) => OpenedAccount {
  return (account, { net, now = () => new Date() }) => {
    const open = openHttp(account, net);
    const about = { now, apiKey: account.apiKey };
    const models = openModelList(open, about);
    const { job, refusals } = definition;
    const reader = (signal: AbortSignal): JobReader<Job> => {
      const send = (id: string) => definition.read(id, open(signal));
      return { ...about, send, job, refusals };
    };
    return {
      account,
      models,
      generator: (model) => ({
        async submit(intent, { signal }) {
          const order = { intent, model, account };
          const send = () => definition.create(order, open(signal));
          const { prompt } = intent.request;
          const { id } = await placeOrder(send, { ...about, job, refusals, prompt });
          return { status: 'accepted', operation: writeOperation(id, now()), jobId: id };
        },
        status: (operation, { signal }) => readJobStatus(reader(signal), operation),
        async media(operation, { signal }) {
          const { job: id } = readOperation(operation);
          const reading = await readJob(reader(signal), id).catch(() => null);
          const told = reading === null || typeof reading === 'number' ? null : reading.job;
          return definition.media(id, told, open(signal));
        },
        ...ifDefined(definition.cancel, (cancel) => ({
          cancel: (operation: JSONValue, { signal }: { signal: AbortSignal }) =>
            cancelJob(() => cancel(readOperation(operation).job, open(signal)), about),
        })),
        ...ifDefined(definition.lookUp, (where) => ({
          reconcile: (intent: PurchaseIntent, { signal }: { signal: AbortSignal }) =>
            lookUp(where({ intent, model, account }, open(signal), models), intent, about),
        })),
      }),
    };
  };
}

/** A method that a provider lacks is not there at all: that is how a caller sees it. */
function ifDefined<T, R extends object>(value: T | undefined, make: (value: T) => R): R | object {
  return value === undefined ? {} : make(value);
}

/** Idempotent: a job that is not known has nothing left to end. */
async function cancelJob(
  send: () => Promise<JsonResponse>,
  about: { now: () => Date; apiKey: string | undefined },
): Promise<void> {
  const { status } = await ask(send, about);
  const gone = status === 404 || status === 410;
  if (!gone && (status < 200 || status > 299)) {
    throw unreadable(`it answered a cancel with HTTP ${status}`);
  }
}
