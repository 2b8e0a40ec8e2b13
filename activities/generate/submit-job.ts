import { ApplicationFailure } from '@temporalio/activity';
import { FAILURE_TYPES } from '../../domain/video/failure-types.ts';
import type { VideoRecord } from '../../domain/video/record.ts';
import type {
  AcceptedJob,
  GenerationRequest,
  Generator,
  PurchaseIntent,
} from '../../providers/generators/generator.ts';
import { GeneratorFailure } from '../../providers/generators/kit/generator-failure.ts';
import { mintWakeToken } from '../../temporal/wake-token.ts';
import type { IoActivities, SubmitJobInput, SubmittedJob } from '../contract.ts';
import { withHeartbeat } from '../kit/heartbeat.ts';
import type { IoDeps } from '../kit/deps.ts';
import { activityFailure, erased } from '../kit/failures.ts';
import { generatorFor } from './generator-for.ts';
import { readInputImage } from './input-image.ts';
import { generationRequest, purchaseIntent } from './purchase-intent.ts';
import type { FoundPurchase, Purchase } from '../../records/purchases.ts';
import { openClaims, readPurchase, writePurchase } from '../../records/purchases.ts';
import { serverOf } from '../../domain/models/model-name.ts';

/** Within this time the generator must have answered a create; a lost answer is looked up after that. */
const ANSWER_TIMEOUT_MS = 75_000;
/** A job may be listed a moment after it was created: so many looks before we say that we cannot tell. */
const LOOKUPS = 4;
const LOOKUP_DELAY_SECONDS = 3;

/**
 * Buys one take, once: the intent is written before anything is sent, and an attempt that finds an
 * earlier one's intent looks for its job instead of sending again.
 */
export function createSubmitJob(deps: IoDeps): IoActivities['submitJob'] {
  return (input) => {
    const live = { stage: 'generate', take: input.take, fraction: 0 } as const;
    // Not cancellable: a run that ends meanwhile must still learn which job to cancel.
    return withHeartbeat({ live, otherwise: 'generator_failed', log: deps.log }, () =>
      submit(deps, input),
    );
  };
}

async function submit(deps: IoDeps, input: SubmitJobInput): Promise<SubmittedJob> {
  const generator = generatorFor(deps, input.model);
  const record = await deps.records.read(input.tenant, input.video);
  if (record === null) throw erased();
  const request = generationRequest(record, input.seed);
  const costMicros = deps.quote(input.model, request);

  const found = await readPurchase(deps.store, input);
  if (found?.purchase.status === 'accepted') {
    const { operation, jobId } = found.purchase;
    return { operation, jobId, etaSeconds: null, costMicros };
  }
  const intent = intentOf(deps, input, request, found?.purchase);
  if (found?.purchase.status === 'attempting') {
    const job = await lookUp(deps, input, generator, intent, found);
    if (job !== null) return { ...(await accept(deps, input, job)), etaSeconds: null, costMicros };
  }
  // Only now: a link to an image may have expired since the take was bought with it.
  const complete = { ...intent, request: await withImage(deps, input, record, request) };
  return { ...(await buy(deps, input, generator, complete, found)), costMicros };
}

async function buy(
  deps: IoDeps,
  input: SubmitJobInput,
  generator: Generator,
  intent: PurchaseIntent,
  found: FoundPurchase | null,
): Promise<Omit<SubmittedJob, 'costMicros'>> {
  const { reference } = input;
  const attemptedAt = intent.attemptedAt.toISOString();
  const lookups = found?.purchase.status === 'attempting' ? found.purchase.lookups + 1 : 0;
  const attempting: Purchase = { status: 'attempting', reference, attemptedAt, lookups };
  const written = await writePurchase(deps.store, input, attempting, found);
  if (written === null) throw unconfirmed();
  try {
    const job = await generator.submit(intent, { signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) });
    return { ...(await accept(deps, input, job)), etaSeconds: job.etaSeconds ?? null };
  } catch (error) {
    if (!(error instanceof GeneratorFailure)) throw error;
    if (error.info.code === 'outcome_unknown') throw unconfirmed(error);
    // A definite no: the next attempt, if there is one, may send again. It says nothing of what an
    // earlier attempt had sent, nor of what one that overlaps has written since.
    if (found?.purchase.status !== 'attempting') {
      const refused: Purchase = { status: 'refused', reference, attemptedAt };
      await writePurchase(deps.store, input, refused, written);
    }
    throw error;
  }
}

/** The job of an earlier attempt; null when it certainly bought nothing, or repeating is harmless. */
async function lookUp(
  deps: IoDeps,
  input: SubmitJobInput,
  generator: Generator,
  intent: PurchaseIntent,
  found: FoundPurchase,
): Promise<AcceptedJob | null> {
  if (generator.reconcile === undefined) throw unknown('The generator cannot be asked.');
  const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
  const answer = await generator.reconcile(intent, { signal });
  if (answer.status === 'found' && (await claim(deps, input, answer.jobId))) return answer;
  const { purchase } = found;
  const lookups = purchase.status === 'attempting' ? purchase.lookups + 1 : LOOKUPS;
  if (answer.status === 'absent_safe_to_repeat') {
    // Harmless, but not for ever: a server may refuse the key of a job that it has deleted.
    if (lookups > LOOKUPS) throw unknown('it refuses to be asked again');
    return null;
  }
  if (lookups >= LOOKUPS) {
    throw unknown(answer.status === 'found' ? 'its job belongs to another take' : answer.reason);
  }
  await writePurchase(deps.store, input, { ...purchase, lookups } as Purchase, found);
  throw unconfirmed();
}

/** Writes down which job was bought, whatever attempts that overlap have written meanwhile. */
async function accept(
  deps: IoDeps,
  input: SubmitJobInput,
  { operation, jobId }: AcceptedJob,
): Promise<{ operation: unknown; jobId: string }> {
  // Somebody else's lookup may have taken it for theirs: then theirs is left for ours.
  if (!(await claim(deps, input, jobId))) throw unconfirmed();
  const { reference } = input;
  const server = serverOf(input.model);
  for (;;) {
    const found = await readPurchase(deps.store, input);
    if (found?.purchase.status === 'accepted') return found.purchase;
    const attemptedAt = found?.purchase.attemptedAt ?? new Date().toISOString();
    const bought = { reference, attemptedAt, server, operation, jobId };
    const accepted: Purchase = { status: 'accepted', ...bought };
    if ((await writePurchase(deps.store, input, accepted, found)) !== null) return accepted;
  }
}

/** No two takes ever share a job. */
function claim({ store }: IoDeps, input: SubmitJobInput, jobId: string): Promise<boolean> {
  return openClaims(store).claim(serverOf(input.model), jobId, input.reference);
}

function intentOf(
  deps: IoDeps,
  input: SubmitJobInput,
  request: GenerationRequest,
  earlier: Purchase | undefined,
): PurchaseIntent {
  const { video, take, model, reference } = input;
  const attemptedAt = earlier?.status === 'attempting' ? new Date(earlier.attemptedAt) : new Date();
  const intent = purchaseIntent(deps.store, model, { reference, attemptedAt }, request);
  if (deps.hookUrl === null) return intent;
  const token = mintWakeToken(deps.secret, { video, take }, new Date(input.wakeUntil));
  return { ...intent, webhookUrl: `${deps.hookUrl}/hooks/${serverOf(model)}/${token}` };
}

async function withImage(
  deps: IoDeps,
  input: SubmitJobInput,
  { request: { image } }: VideoRecord,
  request: GenerationRequest,
): Promise<GenerationRequest> {
  return image === null ? request : { ...request, image: await readInputImage(deps, input, image) };
}

function unconfirmed(cause?: GeneratorFailure): ApplicationFailure {
  return ApplicationFailure.create({
    type: FAILURE_TYPES.outcomeUnconfirmed,
    message: cause?.info.message ?? 'It may have been bought, and could not be confirmed yet.',
    nextRetryDelay: LOOKUP_DELAY_SECONDS * 1_000,
  });
}

function unknown(reason: string): ApplicationFailure {
  const message = `It may have been bought, and could not be confirmed: ${reason}`;
  return activityFailure({ code: 'outcome_unknown', message, retryable: false });
}
