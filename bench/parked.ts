import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startProgram } from '../test/simulators/program.ts';
import type { Stack } from '../test/system/stack.ts';
import { startStack } from '../test/system/stack.ts';
import { call, create, ended } from '../test/system/videos.ts';

/**
 * What takes that wait cost those that work: `node bench/parked.ts [--videos 125] [--variations 16]`.
 * Parks that many takes at a generator that never finishes, and prints what a fresh video of one take
 * needs meanwhile, against what it needed alone. `--videos 10000 --variations 1` prints what so many
 * runs hold of memory.
 */
const { values } = parseArgs({
  options: {
    videos: { type: 'string', default: '125' },
    variations: { type: 'string', default: '16' },
  },
});
const VIDEOS = Number(values.videos);
const VARIATIONS = Number(values.variations);
const FRESH = 7;
const LANES = 8;
/** No picture to speak of: what is measured is the waiting. */
const SMALL = { size: '128x72', duration: 1, frame_rate: 8, deadline: 7_200 };

const hostile = await startProgram('hostile/main.ts');
try {
  await using stack = await startStack({
    PROMPTREEL_VIDEO_SERVERS: `hostile=${hostile.url}/v1`,
  });
  // The first one warms up.
  await fresh(stack);
  const idle = await latency(stack);
  row('fresh video, idle, median', seconds(idle));
  const began = performance.now();
  await park(stack);
  row(`${VIDEOS * VARIATIONS} takes parked in`, seconds(performance.now() - began));
  const busy = await latency(stack);
  row('fresh video beside them, median', seconds(busy));
  row('beside them ÷ idle (aim ≤ 2)', (busy / idle).toFixed(2));
  for (const { name, pid } of await stack.parts()) {
    row(`RSS of ${name}`, `${(await residentBytes(pid)).toFixed(0)} MiB`);
  }
} finally {
  await hostile.stop();
}

async function latency(stack: Stack): Promise<number> {
  const times: number[] = [];
  for (let n = 0; n < FRESH; n += 1) times.push(await fresh(stack));
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}

/** Until it has ended: whether the judges like what the hostile server paints is beside the point. */
async function fresh(stack: Stack): Promise<number> {
  const began = performance.now();
  const request = { variations: 1, model: 'hostile/good' };
  const { id } = await create(stack, request, { prefer: 'wait=110' });
  await ended(stack, id);
  return performance.now() - began;
}

/** Until the last of them has been bought and is being waited for. */
async function park(stack: Stack): Promise<void> {
  let left = VIDEOS;
  let last = '';
  const lane = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      last = (await create(stack, { ...SMALL, variations: VARIATIONS, model: 'hostile/never' })).id;
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  for (;;) {
    const answer = await call(stack, 'GET', `/v1/videos/${last}`);
    // A stack that is busy with parking may say so.
    const isWaiting =
      answer.status === 200 &&
      answer.body.candidates.every(({ status }) => status === 'generating');
    if (isWaiting && (await boughtAtServer()) >= VIDEOS * VARIATIONS) return;
    await sleep(1_000);
  }
}

async function boughtAtServer(): Promise<number> {
  const answer = await fetch(`${hostile.url}/_counts`);
  const { jobs }: { jobs: number } = await answer.json();
  return jobs;
}

async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(2)} s`;
}

function row(name: string, value: string): void {
  console.log(`${name.padEnd(44)} ${value}`);
}
