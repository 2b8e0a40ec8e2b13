import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Call, Spoiler, Spoilt } from '../../../simulators/hostile/spoiler.ts';
import { SPOILT, startSpoiler } from '../../../simulators/hostile/spoiler.ts';
import { startHttp } from '../../net/http-server.ts';
import type { TestServer } from '../../net/http-server.ts';
import { type Program, startProgram } from '../../simulators/program.ts';
import type { World } from '../world.ts';
import { openWorld } from '../world.ts';
import type { Cell } from './hostile-calls.ts';
import { cellOf } from './hostile-calls.ts';

let hostile: Program;
let images: TestServer;
let world: World;
const spoilers = new Map<Spoilt, Spoiler>();
const cells: Cell[] = [];

/** All ways of one call side by side, each through a server of its own. */
const CALLS: Call[] = ['create', 'status', 'content', 'cancel', 'image'];

beforeAll(async () => {
  const png = await readFile(new URL('../../simulators/one-pixel.png', import.meta.url));
  hostile = await startProgram('hostile/main.ts');
  images = await startHttp((_request, response) => response.end(png));
  for (const how of SPOILT) spoilers.set(how, await startSpoiler(hostile.url));
  const servers = [...spoilers].map(([how, { url }]) => [nameOf(how), url] as const);
  world = await openWorld(Object.fromEntries(servers));
  for (const call of CALLS) {
    const target = call === 'image' ? await spoiledImages() : spoilers;
    const row = [...target].map(([how, spoiler]) =>
      cellOf({ world, spoiler, server: nameOf(how) }, call, how),
    );
    cells.push(...(await Promise.all(row)));
  }
}, 120_000);
afterAll(async () => {
  for (const call of CALLS) {
    const row = of(call).map((cell) => `  ${cell.how}: ${told(cell)}, slot ${cell.slot}\n`);
    process.stdout.write(`${call}\n${row.join('')}`);
  }
  for (const spoiler of spoilers.values()) spoiler.stop();
  await Promise.all([hostile.stop(), images.stop(), world.close()]);
});

async function spoiledImages(): Promise<Map<Spoilt, Spoiler>> {
  const inFront = new Map<Spoilt, Spoiler>();
  for (const how of SPOILT) inFront.set(how, await startSpoiler(images.base));
  for (const [how, spoiler] of inFront) {
    spoilers.get(how)?.stop();
    spoilers.set(how, spoiler);
  }
  return inFront;
}

const nameOf = (how: Spoilt): string => `s${String(how).replaceAll(' ', '-')}`;
const of = (call: Call) => cells.filter((cell) => cell.call === call);
const outcomes = (call: Call) => Object.fromEntries(of(call).map((cell) => [cell.how, told(cell)]));
const told = ({ outcome, isFinal }: Cell) => (isFinal ? `${outcome}, final` : outcome);

describe('whatever a server does to any of our calls', () => {
  test('every cell of the table was tried', () => {
    expect(cells).toHaveLength(CALLS.length * SPOILT.length);
  });

  test('the slot is free before the server gives the attempt up', () => {
    expect(cells.filter(({ slot }) => slot !== 'in time')).toEqual([]);
  });

  test('no delay is longer than five minutes, though a day was asked for', () => {
    expect(cells.filter(({ delayMs }) => (delayMs ?? 0) > 300_000)).toEqual([]);
  });

  test('what is not final goes well once the answers are right', () => {
    expect(cells.filter(({ later }) => later !== null && later !== 'done')).toEqual([]);
  });
});

const HANGING = ['hangs before the head', 'hangs in the head', 'hangs after the head', 'drips'];
const hanging = (outcome: string) => Object.fromEntries(HANGING.map((how) => [how, outcome]));

test('a create is refused by a 4xx, and looked up after everything else', () => {
  expect(outcomes('create')).toEqual({
    ...hanging('OutcomeUnconfirmed'),
    'never ends': 'OutcomeUnconfirmed',
    'is shorter than announced': 'OutcomeUnconfirmed',
    401: 'generator_auth, final',
    403: 'generator_auth, final',
    404: 'generator_invalid_request, final',
    429: 'generator_quota',
    503: 'OutcomeUnconfirmed',
  });
});

test('a look at a job never ends it', () => {
  expect(outcomes('status')).toEqual({
    ...hanging('generator_failed'),
    'never ends': 'generator_failed',
    'is shorter than announced': 'generator_failed',
    401: 'generator_auth',
    403: 'generator_auth',
    // A server of several processes may not know a new job everywhere.
    404: 'JobPending',
    429: 'generator_failed',
    503: 'generator_failed',
  });
});

test('a take is fetched again after everything but too much of it', () => {
  expect(outcomes('content')).toEqual({
    ...hanging('download_failed'),
    'never ends': 'download_failed, final',
    'is shorter than announced': 'download_failed',
    401: 'download_failed',
    403: 'download_failed',
    404: 'download_failed',
    429: 'download_failed',
    503: 'download_failed',
  });
});

test('a job is cancelled again until its server says that it is gone', () => {
  expect(outcomes('cancel')).toEqual({
    ...hanging('generator_failed'),
    'never ends': 'generator_failed',
    'is shorter than announced': 'generator_failed',
    401: 'generator_auth',
    403: 'generator_auth',
    404: 'done',
    429: 'generator_failed',
    503: 'generator_failed',
  });
});

test('the link of a caller is given up where it says no, and tried again where it fails', () => {
  expect(outcomes('image')).toEqual({
    ...hanging('generator_invalid_request'),
    'never ends': 'generator_invalid_request, final',
    'is shorter than announced': 'generator_invalid_request',
    401: 'generator_invalid_request, final',
    403: 'generator_invalid_request, final',
    404: 'generator_invalid_request, final',
    429: 'generator_invalid_request',
    503: 'generator_invalid_request',
  });
});
