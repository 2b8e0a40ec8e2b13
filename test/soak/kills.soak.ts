import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { seededMoments } from '../system/moments.ts';
import { processesOf, scratchLeft, startStack } from '../system/stack.ts';
import { create, ended } from '../system/videos.ts';

const SEED = Number(process.env['PROMPTREEL_TEST_SEED'] ?? 1);
const VIDEOS = Number(process.env['PROMPTREEL_TEST_VIDEOS'] ?? 30);
const PARTS = ['worker-all', 'api', 'temporal', 'local-model'];
/** Milliseconds between kills, at the most. */
const PAUSE_MS = 15_000;

test(
  `${VIDEOS} videos are published, each take bought once, while any part is killed again and again`,
  async () => {
    await using stack = await startStack();
    const over = new AbortController();
    const killing = (async () => {
      for (let round = 0; !over.signal.aborted; round += 1) {
        const [which = 0, pause = 0] = seededMoments(SEED + round, 2);
        await sleep(pause * PAUSE_MS, undefined, { signal: over.signal }).catch(() => undefined);
        const name = PARTS[Math.floor(which * 2 * PARTS.length)] ?? 'worker-all';
        if (!over.signal.aborted) await stack.kill(name).catch(() => undefined);
      }
    })();
    const outcomes: string[] = [];
    for (let n = 0; n < VIDEOS; n += 1) {
      const { id } = await createPatiently(n);
      const video = await ended(stack, id, 10 * 60_000);
      outcomes.push(`${video.status} ${video.failure?.code ?? ''}`.trim());
    }
    over.abort();
    await killing;

    expect(new Set(outcomes)).toEqual(new Set(['published']));
    const log = await readFile(join(stack.dataDir, 'local-model', 'creates.log'), 'utf8');
    const references = log
      .trim()
      .split('\n')
      .map((line): { outcome: string; metadata: { promptreel_reference: string } } =>
        JSON.parse(line),
      )
      .filter(({ outcome }) => outcome === 'accepted')
      .map(({ metadata }) => metadata.promptreel_reference);
    expect(new Set(references).size).toBe(references.length);
    await stack.part('worker-all');
    expect(await scratchLeft(stack)).toEqual([]);
    expect((await processesOf(stack)).filter((line) => /ff(mpeg|probe)/.test(line))).toEqual([]);

    /** One key per video: a request whose answer was lost with the API may be sent again. */
    async function createPatiently(n: number) {
      for (;;) {
        try {
          return await create(
            stack,
            { prompt: `soak ${n}: a forest in autumn` },
            { 'idempotency-key': `soak-${n}` },
          );
        } catch {
          await sleep(500);
        }
      }
    }
  },
  60 * 60_000,
);
