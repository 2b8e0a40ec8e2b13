import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Attempt, Work } from '../../../activities/kit/attempt.ts';
import type { AttemptOptions } from '../../../activities/kit/attempt.ts';
import { withCodedFailures, withHeartbeat } from '../../../activities/kit/heartbeat.ts';
import { StoreError } from '../../../providers/stores/store.ts';
import type { World } from '../world.ts';
import { failureOf, openWorld } from '../world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const live = { stage: 'generate', take: 0, fraction: 0 } as const;
/** So short that the tests need not wait, so long that a busy machine does not matter. */
const BRIEF = { startToCloseTimeoutMs: 400 };

function attempt<T>(
  body: (work: Work) => Promise<T>,
  options: Partial<AttemptOptions> = {},
  env = world.environment(1, BRIEF),
): Promise<T> {
  const { log } = world.io;
  const activity = (): Attempt<T> =>
    withHeartbeat({ live, otherwise: 'storage_failed', log, ...options }, body);
  return world.attempt(() => activity(), undefined, { env });
}

describe('an attempt', () => {
  test('that hears nothing any more ends by itself before the server gives it up', async () => {
    const failure = await failureOf(attempt(() => new Promise(() => undefined)));
    expect(failure).toMatchObject({
      type: 'storage_failed',
      nonRetryable: false,
      message: 'It was not done in the time of one attempt.',
    });
  });

  test('too short to beat ends so too', async () => {
    const { log } = world.io;
    const activity = () =>
      withCodedFailures({ otherwise: 'internal', log }, () => new Promise(() => undefined));
    const env = world.environment(1, BRIEF);
    const failure = await failureOf(world.attempt(() => activity(), undefined, { env }));
    expect(failure).toMatchObject({ type: 'internal', nonRetryable: false });
  });

  test('tells its work to stop first, and is over when the work is', async () => {
    const told = attempt(async ({ signal }) => {
      await sleep(60_000, undefined, { signal });
    });
    expect(await failureOf(told)).toMatchObject({ nonRetryable: false });
  });

  test('whose call is broken off by its time says nothing about that call', async () => {
    const broken = attempt(async ({ signal }) => {
      await sleep(60_000, undefined, { signal }).catch(() => undefined);
      throw new StoreError('forbidden', 'because it was broken off');
    });
    expect(await failureOf(broken)).toMatchObject({ nonRetryable: false });
  });

  test('keeps back of a call what it needs after it', async () => {
    let broken = 0;
    const left = await attempt(async ({ within, left: leftOf }) => {
      await sleep(60_000, undefined, { signal: within(60_000, 250) }).catch(() => (broken += 1));
      return leftOf();
    });
    expect(broken).toBe(1);
    expect(left).toBeGreaterThan(0);
  });

  test('that is called off ends as such', async () => {
    const env = world.environment();
    const running = attempt(({ signal }) => sleep(60_000, undefined, { signal }), {}, env);
    env.cancel();
    await expect(running).rejects.toMatchObject({ name: 'CancelledFailure' });
  });

  test('that must learn how it went does not hear of being called off', async () => {
    const env = world.environment();
    env.cancel();
    const aborted = attempt(async ({ signal }) => signal.aborted, { cancellable: false }, env);
    expect(await aborted).toBe(false);
  });

  test('of what was paid for takes no word of storage as the last', async () => {
    const refuse = () => Promise.reject(new StoreError('forbidden', 'no'));
    expect(await failureOf(attempt(refuse))).toMatchObject({ nonRetryable: true });
    expect(await failureOf(attempt(refuse, { paid: true }))).toMatchObject({
      nonRetryable: false,
    });
  });
});
