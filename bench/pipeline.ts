import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { planLadder } from '../domain/renditions/ladder.ts';
import { probe } from '../media/source/probe.ts';
import { openScratch } from '../media/ffmpeg/scratch.ts';
import { transcodeTree } from '../media/hls/transcode.ts';
import { createTechnicalJudge } from '../providers/judges/technical.ts';
import { taskQueue } from '../temporal/names.ts';
import { eventsOf, largestPayload } from '../test/system/history.ts';
import type { Stack } from '../test/system/stack.ts';
import { startStack } from '../test/system/stack.ts';
import type { Video } from '../test/system/videos.ts';
import { call, create, ended } from '../test/system/videos.ts';

/**
 * What the pipeline costs beside its own ffmpeg work: `node bench/pipeline.ts`. Runs the whole product,
 * then the same judging and encoding on the same take by themselves, and prints ratios.
 */
const ROUNDS = 3;
const STARTS = 20;
const REQUEST = { variations: 1, size: '1280x720', duration: 5, frame_rate: 24, audio: true };

await using stack = await startStack();
await idle(stack);
await pipeline(stack);
await history(stack);
await startLatency(stack);

async function pipeline(on: Stack): Promise<void> {
  const ratios: number[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    // One waiting request: asking every moment would take its share of the two processors.
    const video = await create(on, REQUEST, { prefer: 'wait=110' });
    if (video.status !== 'published')
      throw new Error(`not published: ${JSON.stringify(video.failure)}`);
    const ours = await sinceTakeWasStored(on, video);
    const alone = await ffmpegWork(on, video);
    ratios.push(ours / alone);
    row(
      `round ${round}: stored take to published`,
      `${seconds(ours)} ÷ ${seconds(alone)} of ffmpeg alone = ${(ours / alone).toFixed(2)}`,
    );
  }
  row('pipeline wall ÷ its own ffmpeg work (aim ≤ 1.15)', median(ratios).toFixed(2));
}

/** Milliseconds from the end of `keepTake` to the end of the run, by the server's clock. */
async function sinceTakeWasStored(on: Stack, video: Video): Promise<number> {
  const events = await eventsOf(await on.temporal(), video.id);
  const kept = events.find(
    (event) => event.activityTaskScheduledEventAttributes?.activityType?.name === 'scoreTake',
  );
  return timeOf(events.at(-1)) - timeOf(kept);
}

/** The same work on the same bytes, called directly: one judge's pass, then the ladder. */
async function ffmpegWork(on: Stack, video: Video): Promise<number> {
  await using scratch = await openScratch(join(on.dataDir, 'bench'));
  const file = join(on.dataDir, 'objects', 'default', video.id, 'takes', '0', 'take.mp4');
  const signal = new AbortController().signal;
  const take = { file, container: 'mp4' } as const;
  const expected = {
    width: 1280,
    height: 720,
    duration: 5,
    frameRate: 24,
    audio: true,
    prompt: '',
  };
  const began = performance.now();
  await createTechnicalJudge().judge(take, expected, { signal, onProgress: () => undefined });
  const probed = await probe({ ...take, signal });
  await transcodeTree({
    input: take,
    probe: probed,
    ladder: planLadder(probed),
    outDir: join(scratch.path, 'hls'),
    signal,
  });
  return performance.now() - began;
}

async function history(on: Stack): Promise<void> {
  const { id } = await create(on, { ...REQUEST, variations: 3, size: '640x360', duration: 2 });
  await ended(on, id);
  const events = await eventsOf(await on.temporal(), id);
  row('events of a run with three takes (bar < 150, aim ≤ 95)', String(events.length));
  row(
    'largest payload of three takes (bar ≤ 4 kB)',
    `${(largestPayload(events) / 1_000).toFixed(1)} kB`,
  );
}

async function idle(on: Stack): Promise<void> {
  await sleep(3_000);
  let sum = 0;
  for (const { name, pid } of await on.parts()) {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    const megabytes = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024;
    sum += megabytes;
    row(`idle RSS of ${name}`, `${megabytes.toFixed(0)} MB`);
  }
  row('idle RSS of the stack without its supervisor', `${sum.toFixed(0)} MB`);
}

/** Accepting a video, against Temporal's own bare start in the same moments. */
async function startLatency(on: Stack): Promise<void> {
  const client = await on.temporal();
  const [ours, bare]: [number[], number[]] = [[], []];
  for (let n = 0; n < STARTS; n += 1) {
    const workflowId = `bench-${crypto.randomUUID()}`;
    bare.push(
      await timed(() =>
        client.workflow.start('none', { workflowId, taskQueue: `${taskQueue('workflow')}-bench` }),
      ),
    );
    let id = '';
    ours.push(
      await timed(
        async () => (id = (await create(on, { ...REQUEST, size: '64x36', duration: 1 })).id),
      ),
    );
    await call(on, 'POST', `/v1/videos/${id}/cancel`);
    await ended(on, id);
  }
  row('POST /v1/videos, median', `${median(ours).toFixed(0)} ms`);
  row('bare start of a workflow, median', `${median(bare).toFixed(0)} ms`);
  row('POST ÷ bare start', (median(ours) / median(bare)).toFixed(2));
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

function timeOf(
  event: { eventTime?: { seconds?: unknown; nanos?: number | null } | null } | undefined,
): number {
  const { seconds: whole, nanos } = event?.eventTime ?? {};
  return Number(whole) * 1_000 + (nanos ?? 0) / 1e6;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(2)} s`;
}

function row(name: string, value: string): void {
  console.log(`${name.padEnd(52)} ${value}`);
}
