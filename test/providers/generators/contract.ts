import { describe, expect, it } from 'vitest';
import type { Generator } from '../../../providers/generators/generator.ts';
import { failureOf, intent, settle, signal } from './opened.ts';

/** What a suite needs of one provider: its simulator is a program on a socket, told apart by model. */
export interface GeneratorWorld {
  /** A clip without trouble. */
  good(): Generator;
  /** Works until it is cancelled. */
  endless(): Generator;
  /** Refuses the content at the create. */
  refusing(): Generator;
  /** Takes the order and loses the answer. */
  losing(): Generator;
  /** A job that ends failed. */
  failing(): Generator;
  /** Answers the second read of a job with 401, then goes on. */
  doubting(): Generator;
  /** Billable creates that came to it so far. */
  creates(): Promise<number>;
  /** In no operation, and in no failure, ever. */
  apiKey: string;
}

/** What holds of every generator, whoever it is. */
export function describeGenerator(name: string, world: () => GeneratorWorld): void {
  const once = async (run: () => Promise<unknown>): Promise<number> => {
    const before = await world().creates();
    await run();
    return (await world().creates()) - before;
  };

  describe(`the generator ${name}`, () => {
    it('buys with one create, and remembers the job as plain JSON without a secret', async () => {
      let operation: unknown;
      const creates = await once(async () => {
        ({ operation } = await world().good().submit(intent(), { signal: signal() }));
      });
      expect(creates).toBe(1);
      expect(JSON.parse(JSON.stringify(operation))).toEqual(operation);
      expect(JSON.stringify(operation)).not.toContain(world().apiKey);
    });

    it('hands out a finished clip, fresh at every asking', async () => {
      const generator = world().good();
      const { operation } = await generator.submit(intent(), { signal: signal() });
      expect(await settle(generator, operation)).toEqual({ status: 'completed' });
      for (const _ of [1, 2]) {
        const media = await generator.media(operation, { signal: signal() });
        const bytes =
          media.kind === 'bytes'
            ? media.bytes
            : await (await fetch(media.url, { headers: media.headers })).bytes();
        expect(Buffer.from(bytes).toString('latin1', 4, 8)).toBe('ftyp');
      }
    });

    it('refuses for good where nothing was bought, in words without the prompt', async () => {
      const made = intent();
      const failure = await failureOf(world().refusing().submit(made, { signal: signal() }));
      expect(failure).toMatchObject({ code: 'generator_refused', retryable: false, billed: 'no' });
      expect(failure.message).not.toContain(made.request.prompt);
    });

    it('does not know what a lost answer has bought, and sends nothing a second time', async () => {
      const generator = world().losing();
      const made = intent({ reference: 'vid_lost/0/1' });
      const creates = await once(async () => {
        const failure = await failureOf(generator.submit(made, { signal: signal() }));
        expect(failure).toMatchObject({ code: 'outcome_unknown', retryable: false, sent: 'maybe' });
        await generator.reconcile?.(made, { signal: signal() });
      });
      expect(creates).toBe(1);
    });

    it('ends a job that it bought by its own word alone', async () => {
      const failing = world().failing();
      const { operation } = await failing.submit(intent(), { signal: signal() });
      const ended = await settle(failing, operation);
      expect(ended).toMatchObject({ status: 'failed', failure: { retryable: false } });

      const doubting = world().doubting();
      const bought = await doubting.submit(intent(), { signal: signal() });
      const read = () => doubting.status(bought.operation, { signal: signal() });
      await read();
      expect(await failureOf(read())).toMatchObject({ kind: 'AUTH', retryable: true });
      expect(await settle(doubting, bought.operation)).toEqual({ status: 'completed' });
    });

    it('cancels a job, and does not mind a second time', async () => {
      const generator = world().endless();
      const { operation } = await generator.submit(intent(), { signal: signal() });
      if (generator.cancel === undefined) return;
      await generator.cancel(operation, { signal: signal() });
      await generator.cancel(operation, { signal: signal() });
    });

    it('stops when it is told to', async () => {
      const aborted = { signal: AbortSignal.abort() };
      const failure = await failureOf(world().good().submit(intent(), aborted));
      // Nothing has left, or it cannot be told: never a definite purchase.
      expect(['no', 'maybe']).toContain(failure.billed);
    });
  });
}
