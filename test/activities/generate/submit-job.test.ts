import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SubmitJobInput } from '../../../activities/contract.ts';
import type { TakeRef } from '../../../domain/refs.ts';
import type { IoDeps } from '../../../activities/kit/deps.ts';
import type { Purchase } from '../../../domain/purchases/purchase.ts';
import { openClaims } from '../../../records/claims.ts';
import { openPurchaseBook } from '../../../records/purchases.ts';
import { createSubmitJob } from '../../../activities/generate/submit-job.ts';
import { FAILURE_TYPES } from '../../../domain/video/failure-types.ts';
import { purchaseReference } from '../../../domain/ids.ts';
import type { Generator } from '../../../providers/generators/generator.ts';
import { GeneratorFailure } from '../../../providers/generators/kit/generator-failure.ts';
import type { SeenRequest } from '../../../simulators/hostile/serve.ts';
import { type Program, startProgram } from '../../simulators/program.ts';
import type { World } from '../world.ts';
import { failureOf, leaks, openWorld } from '../world.ts';
import { jsonAt } from '../../json-at.ts';

let data: string;
let hostile: Program;
let local: Program;
let world: World;
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'promptreel-submit-'));
  [hostile, local] = await Promise.all([
    startProgram('hostile/main.ts'),
    startProgram('openai-videos/main.ts', ['--data', data]),
  ]);
  world = await openWorld({ hostile: hostile.url, local: local.url });
});
afterAll(async () => {
  await Promise.all([hostile.stop(), local.stop(), world.close()]);
  await rm(data, { recursive: true });
});

const UNCONFIRMED = { type: FAILURE_TYPES.outcomeUnconfirmed, nonRetryable: false };
const UNKNOWN = { type: 'outcome_unknown', nonRetryable: true };

interface Order extends TakeRef {
  input: SubmitJobInput;
}

async function order(model: string): Promise<Order> {
  const ref = await world.accept({ model });
  const reference = purchaseReference(ref.video, 0, 0);
  const wakeUntil = new Date(Date.now() + 60_000).toISOString();
  return { ...ref, input: { ...ref, model, seed: 7, reference, wakeUntil } };
}

const submit = ({ input }: Order, deps: Partial<IoDeps> = {}) =>
  world.attempt(createSubmitJob({ ...world.io, ...deps }), input);

const purchaseOf = async (of: Order): Promise<Purchase | undefined> =>
  (await openPurchaseBook(world.io.store).find(of))?.purchase;

/** As an attempt leaves it that is killed before its create has left. */
async function killedBeforeSending(of: Order): Promise<void> {
  const { reference } = of.input;
  const attemptedAt = new Date().toISOString();
  const intent = { reference, attemptedAt, order: null };
  await openPurchaseBook(world.io.store).begin(of, intent, null);
}

/** The real generator, but for one method. */
function insteadOf(change: (real: Generator) => Partial<Generator>): Partial<IoDeps> {
  return {
    generator: (model) => {
      const real = world.io.generator(model);
      return real && { ...real, ...change(real) };
    },
  };
}

/** Creates that reached either server for this order. */
async function creates(of: Order): Promise<number> {
  const prompt = (await world.io.records.read(of.tenant, of.video))?.request.prompt;
  const seen = await jsonAt<SeenRequest[]>(`${hostile.url}/_requests`);
  const atHostile = seen.filter(({ fields }) => fields?.['prompt'] === prompt);
  const log = await readFile(join(data, 'creates.log'), 'utf8').catch(() => '');
  const atLocal = log.split('\n').filter((line) => line.includes(of.input.reference));
  return atHostile.length + atLocal.length;
}

describe('a purchase', () => {
  test('is written down before anything is sent, and again with its job', async () => {
    const made = await order('local/painter');
    let before: Purchase | undefined;
    const deps = insteadOf((real) => ({
      submit: async (intent, context) => {
        before = await purchaseOf(made);
        return real.submit(intent, context);
      },
    }));
    const { jobId, operation } = await submit(made, deps);
    expect(before).toMatchObject({ status: 'attempting', reference: made.input.reference });
    expect(await purchaseOf(made)).toMatchObject({ status: 'accepted', jobId, operation });
  });

  test('that was accepted is answered again without any request', async () => {
    const made = await order('local/painter');
    const { jobId, operation } = await submit(made);
    const silent = insteadOf(() => ({
      submit: () => Promise.reject(new Error('asked')),
      reconcile: () => Promise.reject(new Error('asked')),
    }));
    expect(await submit(made, silent)).toMatchObject({ jobId, operation });
  });

  test('that was accepted needs its input image no more', async () => {
    const made = await order('local/painter');
    const { jobId } = await submit(made);
    const image = { kind: 'url', url: 'http://127.0.0.1:9/gone.png?signature=x' } as const;
    await world.io.records.update('default', made.video, (record) => ({
      ...record,
      request: { ...record.request, image },
    }));
    expect(await submit(made)).toMatchObject({ jobId });
  });

  test('of a video that was deleted is not made', async () => {
    const made = await order('hostile/good');
    await world.io.records.bury('default', made.video);
    expect(await failureOf(submit(made))).toMatchObject({
      type: 'VideoErased',
      nonRetryable: true,
    });
  });

  test('of a video that was deleted settles what an earlier attempt had sent', async () => {
    const made = await order('hostile/lost-answer');
    await failureOf(submit(made));
    const before = await creates(made);
    await world.io.records.bury('default', made.video);
    expect(await failureOf(submit(made))).toMatchObject({ type: 'VideoErased' });
    expect(before).toBe(1);
    expect(await purchaseOf(made)).toMatchObject({
      status: 'accepted',
      cancelledAt: expect.any(String),
    });
  });

  test('from two attempts at once reaches the server once', async () => {
    const made = await order('hostile/good');
    const [one, other] = await Promise.allSettled([submit(made), submit(made)]);
    const [lost] = [one, other].filter(({ status }) => status === 'rejected');
    if (lost?.status === 'rejected') expect(lost.reason).toMatchObject(UNCONFIRMED);
    expect(await creates(made)).toBe(1);
    expect(await purchaseOf(made)).toMatchObject({ status: 'accepted' });
  });
});

describe('an attempt that follows a killed one', () => {
  test('takes up the job that the server knows by our reference', async () => {
    const made = await order('local/painter');
    const dying = insteadOf((real) => ({
      submit: async (intent, context) => {
        await real.submit(intent, context);
        throw new Error('killed');
      },
    }));
    await failureOf(submit(made, dying));
    expect(await purchaseOf(made)).toMatchObject({ status: 'attempting' });
    const { jobId } = await submit(made);
    expect(await creates(made)).toBe(1);
    expect(await purchaseOf(made)).toMatchObject({ status: 'accepted', jobId });
  });

  test('sends again where the server declares that it honours the key', async () => {
    const made = await order('local/painter');
    await killedBeforeSending(made);
    await submit(made);
    expect(await creates(made)).toBe(1);
  });

  test('never sends where nothing can be told, and gives up after four looks', async () => {
    const made = await order('hostile/good');
    await killedBeforeSending(made);
    for (let look = 1; look < 4; look += 1) {
      expect(await failureOf(submit(made))).toMatchObject({
        ...UNCONFIRMED,
        nextRetryDelay: 3_000,
      });
    }
    expect(await failureOf(submit(made))).toMatchObject(UNKNOWN);
    expect(await creates(made)).toBe(0);
  });

  test('gives up at once where the generator cannot be asked', async () => {
    const made = await order('hostile/good');
    await killedBeforeSending(made);
    const mute = (model: string) => {
      const real = world.io.generator(model);
      if (real === undefined) return real;
      const muted = { ...real };
      delete muted.reconcile;
      return muted;
    };
    expect(await failureOf(submit(made, { generator: mute }))).toMatchObject(UNKNOWN);
    expect(await creates(made)).toBe(0);
  });
});

describe('a lost answer', () => {
  test.each(['lost-answer', 'error-after-create'])(
    'of "%s" is looked up, not sent again',
    async (behaviour) => {
      const made = await order(`hostile/${behaviour}`);
      expect(await failureOf(submit(made))).toMatchObject(UNCONFIRMED);
      const { jobId } = await submit(made);
      expect(await purchaseOf(made)).toMatchObject({ status: 'accepted', jobId });
      expect(await creates(made)).toBe(1);
    },
  );

  test('for a job that no list shows ends as unknown after one create', async () => {
    const made = await order('hostile/lost-answer-unlisted');
    for (let tries = 0; tries < 4; tries += 1) {
      expect(await failureOf(submit(made))).toMatchObject(UNCONFIRMED);
    }
    expect(await failureOf(submit(made))).toMatchObject(UNKNOWN);
    expect(await creates(made)).toBe(1);
  });
});

describe('a refusal', () => {
  test('may be followed by another create, when the generator says', async () => {
    const made = await order('hostile/rate-limited-once');
    const refused = await failureOf(submit(made));
    expect(refused).toMatchObject({
      type: 'generator_quota',
      nonRetryable: false,
      nextRetryDelay: 1_000,
    });
    expect(await purchaseOf(made)).toMatchObject({ status: 'refused' });
    await submit(made);
    expect(await creates(made)).toBe(2);
  });

  test.each([
    ['hostile/refuses', 'generator_refused'],
    ['hostile/auth', 'generator_auth'],
    ['nobody/there', 'generator_invalid_request'],
  ])('by %s is %s and final', async (model, type) => {
    expect(await failureOf(submit(await order(model)))).toMatchObject({ type, nonRetryable: true });
  });

  test('that comes late leaves the purchase of an overlapping attempt alone', async () => {
    const made = await order('local/painter');
    const refusedLate = insteadOf(() => ({
      submit: async () => {
        await submit(made);
        throw new GeneratorFailure({
          code: 'generator_quota',
          kind: 'RATE_LIMITED',
          message: 'Too many requests.',
          retryable: true,
          billed: 'no',
          sent: 'yes',
        });
      },
    }));
    await failureOf(submit(made, refusedLate));
    expect(await purchaseOf(made)).toMatchObject({ status: 'accepted' });
  });
});

describe('a job', () => {
  test('is written down though an overlapping attempt has written meanwhile', async () => {
    const made = await order('hostile/good');
    const overlapped = insteadOf((real) => ({
      submit: async (intent, context) => {
        // Looks, and is counted, before the job is in the list.
        const blind = insteadOf(() => ({
          reconcile: async () => ({ status: 'unknown', reason: 'not yet' }) as const,
        }));
        await failureOf(submit(made, blind));
        return real.submit(intent, context);
      },
    }));
    const { jobId } = await submit(made, overlapped);
    expect(await purchaseOf(made)).toMatchObject({ status: 'accepted', jobId });
  });

  test('that another purchase has claimed is never taken for ours', async () => {
    const made = await order('hostile/lost-answer');
    await failureOf(submit(made));
    let found = '';
    const robbed = insteadOf((real) => ({
      reconcile: async (intent, context) => {
        const answer = await real.reconcile?.(intent, context);
        if (answer?.status !== 'found') throw new Error('expected to find it');
        found = answer.jobId;
        // Between the look and the claim.
        await openClaims(world.io.store).claim('hostile', found, 'vid_other/0/0');
        return answer;
      },
    }));
    expect(await failureOf(submit(made, robbed))).toMatchObject(UNCONFIRMED);
    for (let look = 2; look < 4; look += 1) await failureOf(submit(made));
    expect(await failureOf(submit(made))).toMatchObject(UNKNOWN);
    const taken = await openClaims(world.io.store).isTaken('hostile', found, made.input.reference);
    expect(taken).toBe(true);
  });

  test('that a lookup took while its create was being answered is not shared', async () => {
    const made = await order('hostile/good');
    const robbed = insteadOf((real) => ({
      submit: async (intent, context) => {
        const job = await real.submit(intent, context);
        await openClaims(world.io.store).claim('hostile', job.jobId, 'vid_other/0/0');
        return job;
      },
    }));
    expect(await failureOf(submit(made, robbed))).toMatchObject(UNCONFIRMED);
    expect(await purchaseOf(made)).toMatchObject({ status: 'attempting' });
  });
});

test('no log line of a purchase holds a prompt, a token or a query', () => {
  expect(world.logged()).toContain('an activity failed');
  expect(world.logged()).not.toMatch(leaks);
});
