import { accountOf } from '../../domain/models/model-name.ts';
import { GeneratorFailure } from '../../providers/generators/kit/generator-failure.ts';
import { openPurchaseBook } from '../../records/purchases.ts';
import type { Stored } from '../../records/purchases.ts';
import { mintWakeToken } from '../../temporal/wake-token.ts';
import type { IoActivities, SubmitJobInput, SubmittedJob } from '../contract.ts';
import type { Bounded, Work } from '../kit/attempt.ts';
import type { IoDeps } from '../kit/deps.ts';
import { activityFailure, erased } from '../kit/failures.ts';
import { withHeartbeat } from '../kit/heartbeat.ts';
import { buyerOf } from './buyer.ts';
import { generatorFor } from './generator-for.ts';
import { readInputImage } from './input-image.ts';
import type { Buying } from './look-up.ts';
import { atServer, lookUpPurchase, purchaseIntent, unconfirmed } from './look-up.ts';
import { settlePurchase } from './settle-purchase.ts';

/** Within this time the generator must have answered a create; a lost answer is looked up after that. */
const ANSWER_TIMEOUT_MS = 75_000;
/** What is kept of an attempt to write the answer down. */
const WRITING_SHARE = 0.1;
/** With less left of it an order is not sent: it would be broken off, and its outcome be unknown. */
const SENDING_SHARE = 0.3;

/**
 * Buys one take, once: the intent is written before anything is sent, and an attempt that finds an
 * earlier one's intent looks for its job instead of sending again.
 */
export function createSubmitJob(deps: IoDeps): Bounded<IoActivities>['submitJob'] {
  return (input) => {
    const live = { stage: 'generate', take: input.take, fraction: 0 } as const;
    const meaning = { otherwise: 'generator_failed', paid: true, cancellable: false } as const;
    // Not cancellable: a run that ends meanwhile must still learn which job to cancel.
    return withHeartbeat({ live, ...meaning, log: deps.log }, (work) => submit(deps, input, work));
  };
}

async function submit(deps: IoDeps, input: SubmitJobInput, work: Work): Promise<SubmittedJob> {
  const { record, isBuried } = await buyerOf(deps, input);
  if (record === null || isBuried) {
    await settlePurchase(deps, input, work);
    throw erased();
  }
  const { width, height, duration, frameRate, audio } = record.request.plan;
  const { model, seed } = input;
  const order = { model, seed, width, height, duration, frameRate, audio };
  const book = openPurchaseBook(deps.store);
  const generator = generatorFor(deps, model);
  const buying: Buying = { take: input, order, record, generator, book };
  const found = await book.find(input);
  const bought = await earlier(deps, buying, found, work);
  const job = bought ?? (await buy(deps, input, buying, found, work));
  const { request } = purchaseIntent(deps, buying, { ...input, attemptedAt: record.createdAt });
  return { etaSeconds: null, ...job, costMicros: deps.quote(model, request) };
}

type Bought = Pick<SubmittedJob, 'operation' | 'jobId'> & { etaSeconds?: number };

/** The job of an earlier attempt; null when it certainly bought nothing, or repeating is harmless. */
async function earlier(
  deps: IoDeps,
  buying: Buying,
  found: Stored | null,
  work: Work,
): Promise<Bought | null> {
  if (found?.purchase.status === 'accepted') return jobOf(found.purchase);
  if (found?.purchase.status !== 'attempting') return null;
  const stored = { ...found, purchase: found.purchase };
  const signal = work.within(ANSWER_TIMEOUT_MS, work.allMs * WRITING_SHARE);
  const answer = await lookUpPurchase(deps, buying, stored, signal);
  if (answer.status === 'found') return jobOf(answer.purchase);
  if (answer.status === 'absent_safe_to_repeat') return null;
  const message = `It may have been bought, and could not be confirmed: ${answer.reason}`;
  throw activityFailure({ code: 'outcome_unknown', message, retryable: false });
}

const jobOf = ({ operation, jobId }: Bought): Bought => ({ operation, jobId });

async function buy(
  deps: IoDeps,
  input: SubmitJobInput,
  buying: Buying,
  found: Stored | null,
  work: Work,
): Promise<Bought> {
  const { book, generator, order, record } = buying;
  const image = await readInputImage(deps, input, record?.request.image ?? null, work.signal);
  if (work.left() < work.allMs * SENDING_SHARE) throw late();
  const { reference } = input;
  const intent = { reference, attemptedAt: new Date().toISOString(), order };
  const stored = await book.begin(input, intent, found);
  if (stored === null) throw unconfirmed();
  const { request, ...rest } = purchaseIntent(deps, buying, stored.purchase);
  const complete = { ...rest, request: { ...request, ...(image && { image }) } };
  try {
    const signal = work.within(ANSWER_TIMEOUT_MS, work.allMs * WRITING_SHARE);
    const job = await generator.submit({ ...complete, ...webhookOf(deps, input) }, { signal });
    const ours = await book.accept(input, stored.purchase, atServer(buying, job));
    // Somebody else's lookup may have taken it for theirs: then theirs is left for ours.
    if (ours === null) throw unconfirmed();
    const { etaSeconds } = job;
    return { ...jobOf(ours), ...(etaSeconds === undefined ? {} : { etaSeconds }) };
  } catch (error) {
    if (!(error instanceof GeneratorFailure)) throw error;
    if (error.info.code === 'outcome_unknown') throw unconfirmed(error.info.message);
    // A definite no: the next attempt, if there is one, may send again.
    await book.refuse(input, stored);
    throw error;
  }
}

function webhookOf(deps: IoDeps, { video, take, model, wakeUntil }: SubmitJobInput) {
  if (deps.hookUrl === null) return {};
  const token = mintWakeToken(deps.secret, { video, take }, new Date(wakeUntil));
  return { webhookUrl: `${deps.hookUrl}/hooks/${accountOf(model)}/${token}` };
}

function late(): Error {
  const message = 'This attempt had no time left to send the order in.';
  return activityFailure({ code: 'generator_failed', message, retryable: true });
}
