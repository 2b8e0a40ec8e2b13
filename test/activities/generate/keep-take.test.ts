import { once } from 'node:events';
import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { JobRef } from '../../../activities/contract.ts';
import type { IoDeps } from '../../../activities/kit/deps.ts';
import { createKeepTake } from '../../../activities/generate/keep-take.ts';
import type { GeneratedMedia } from '../../../providers/generators/generator.ts';
import type { Faults } from '../../../domain/purchases/faults.ts';
import type { NetErrorCode } from '../../../net/net.ts';
import { NetError, createNet } from '../../../net/net.ts';
import { createFileStore } from '../../../providers/stores/file/file-store.ts';
import type { StoreErrorCode } from '../../../providers/stores/store.ts';
import { StoreError } from '../../../providers/stores/store.ts';
import type { SeenRequest } from '../../../simulators/hostile/serve.ts';
import { type Program, startProgram } from '../../simulators/program.ts';
import type { World } from '../world.ts';
import { failureOf, leaks, openWorld } from '../world.ts';
import { portOf } from '../../bound-port.ts';
import { jsonAt } from '../../json-at.ts';
import { generatorThat } from '../generator-that.ts';

let hostile: Program;
let world: World;
beforeAll(async () => {
  hostile = await startProgram('hostile/main.ts');
  world = await openWorld({ hostile: hostile.url });
});
afterAll(() => Promise.all([hostile.stop(), world.close()]));

/** A job of this behaviour that says it is completed. */
async function finished(behaviour: string): Promise<JobRef> {
  const model = `hostile/${behaviour}`;
  const ref = await world.accept({ model });
  const generator = world.io.generator(model);
  if (generator === undefined) throw new Error('no generator');
  const signal = AbortSignal.timeout(20_000);
  const request = {
    prompt: 'p',
    width: 128,
    height: 72,
    duration: 1,
    frameRate: 8,
    audio: false,
  };
  const intent = { attemptedAt: new Date(), request, isClaimed: async () => false };
  const reference = `${ref.video}/0/0`;
  const { operation } = await generator.submit({ ...intent, reference }, { signal });
  while ((await generator.status(operation, { signal })).status === 'pending') await sleep(30);
  return { ...ref, model, operation };
}

/** As earlier attempts have left them: each cause has stood in the way often, and for an hour. */
const LONG: Faults = Object.fromEntries(
  ['link', 'broken', 'unreadable'].map((cause) => [
    cause,
    { looks: 20, since: Date.now() - 3_600_000 },
  ]),
);

const keep = (job: JobRef, deps: Partial<IoDeps> = {}, faults: Faults = {}) =>
  world.attempt(createKeepTake({ ...world.io, ...deps }), job, {
    env: world.environment(2, { heartbeatDetails: { faults } }),
  });

const seen = () => jsonAt<SeenRequest[]>(`${hostile.url}/_requests`);

async function handingOut(media: GeneratedMedia): Promise<[JobRef, Partial<IoDeps>]> {
  const ref = await world.accept();
  const job = { ...ref, model: 'any/model', operation: {} };
  return [job, { generator: () => generatorThat({ media: async () => media }) }];
}

describe('a finished take', () => {
  test('is kept as it was delivered, with its checksum', async () => {
    const job = await finished('good');
    const { key, container, stored } = await keep(job);
    expect(container).toBe('mp4');
    const operation = z.object({ job: z.string() }).parse(job.operation);
    const sent = await (await fetch(`${hostile.url}/v1/videos/${operation.job}/content`)).bytes();
    const found = await world.io.store.get(key);
    expect(found?.head).toMatchObject({ ...stored, contentType: 'video/mp4' });
    expect(found && (await buffer(found.body)).equals(sent)).toBe(true);
  });

  test('that is kept already is not fetched again', async () => {
    const job = await finished('good');
    const first = await keep(job);
    const before = (await seen()).length;
    expect(await keep(job)).toEqual(first);
    expect(await seen()).toHaveLength(before);
  });

  test('is kept once by two attempts at a time', async () => {
    const job = await finished('slow-content');
    const [one, other] = await Promise.all([keep(job), keep(job)]);
    expect(one).toEqual(other);
    expect(await world.keys(job)).toEqual(['takes/0/take.mp4']);
  });

  test('of a deleted video is not kept', async () => {
    const job = await finished('good');
    await world.io.records.bury(job.tenant, job.video);
    expect(await failureOf(keep(job))).toMatchObject({ type: 'VideoErased', nonRetryable: true });
    expect(await world.keys(job)).toEqual(['tombstone.json']);
  });

  test('that its server has put into a bucket is fetched from there', async () => {
    expect(await keep(await finished('cloud-url'))).toMatchObject({ container: 'mp4' });
  });

  test.each(['expired-link', 'not-ready-400'])(
    'whose link says "%s" is asked for again',
    async (behaviour) => {
      const job = await finished(behaviour);
      for (const _ of [1, 2]) {
        expect(await failureOf(keep(job))).toMatchObject({
          type: 'download_failed',
          nonRetryable: false,
        });
      }
      expect(await keep(job)).toMatchObject({ container: 'mp4' });
    },
  );

  test('shorter than what is sniffed is kept whole', async () => {
    const tiny = Buffer.alloc(100);
    tiny.write('\0\0\0\u0018ftypisom\0\0\0\0isomavc1', 'latin1');
    const media = { kind: 'bytes', bytes: tiny, mediaType: 'text/html' } as const;
    const [job, deps] = await handingOut(media);
    expect(await keep(job, deps)).toMatchObject({ stored: { bytes: 100 } });
  });
});

describe('what is no take', () => {
  test.each([
    ['html', 'media_unreadable'],
    ['playlist', 'media_unreadable'],
    ['wrong-type', 'media_unreadable'],
    ['empty', 'media_unreadable'],
    ['redirect-loopback', 'download_failed'],
    ['redirect-metadata', 'download_failed'],
  ])(
    'from "%s" ends as %s once it has stayed so, and nothing is stored',
    async (behaviour, type) => {
      const job = await finished(behaviour);
      expect(await failureOf(keep(job))).toMatchObject({ type, nonRetryable: false });
      expect(await failureOf(keep(job, {}, LONG))).toMatchObject({ type, nonRetryable: true });
      expect(await world.keys(job)).toEqual([]);
    },
  );

  test('a redirect to the inside is not followed: nobody is led there', async () => {
    await failureOf(keep(await finished('redirect-loopback')));
    expect((await seen()).filter(({ trap }) => trap)).toEqual([]);
  });

  test('a connection that breaks is tried again, and half a take is not kept', async () => {
    const job = await finished('truncated-wire');
    expect(await failureOf(keep(job))).toMatchObject({
      type: 'download_failed',
      nonRetryable: false,
    });
    expect(await world.keys(job)).toEqual([]);
  });

  test('one that never ends is given up at the size that is allowed', async () => {
    const job = await finished('endless');
    expect(await failureOf(keep(job, { maxTakeBytes: 300_000 }))).toMatchObject({
      type: 'download_failed',
      nonRetryable: true,
    });
    expect(await world.keys(job)).toEqual([]);
  });
});

describe('a take that was paid for', () => {
  const UNTIL_DEADLINE: [string, Partial<IoDeps>][] = [
    ['storage is away', storeThat('unavailable')],
    ['storage is full', storeThat('no_space')],
    ['storage refuses us', storeThat('forbidden')],
    ['the network is away', netThat('connect_failed')],
    ['the network is slow', netThat('timeout')],
  ];
  test.each(UNTIL_DEADLINE)('is not given up while %s, whatever came before', async (_, deps) => {
    const failure = await failureOf(keep(await finished('good'), deps, LONG));
    expect(failure).toMatchObject({ nonRetryable: false });
  });

  test('counts each cause by itself, from one attempt to the next', async () => {
    const job = await finished('expired-link');
    const env = world.environment(3, {
      heartbeatDetails: { faults: { broken: { looks: 9, since: 1 } } },
    });
    const beats: unknown[] = [];
    env.on('heartbeat', (details) => void beats.push(details));
    await failureOf(world.attempt(createKeepTake(world.io), job, { env }));
    expect(beats.at(-1)).toMatchObject({
      stage: 'generate',
      faults: { broken: { looks: 9, since: 1 }, link: { looks: 1 } },
    });
  });

  test('is asked for again after a while, ever rarer', async () => {
    const job = await finished('truncated-wire');
    const delays: unknown[] = [];
    for (const looks of [0, 1, 4, 40]) {
      const faults = looks === 0 ? {} : { broken: { looks, since: Date.now() } };
      delays.push((await failureOf(keep(job, {}, faults))).nextRetryDelay);
    }
    expect(delays).toEqual([2_000, 4_000, 32_000, 120_000]);
  });
});

function storeThat(code: StoreErrorCode): Partial<IoDeps> {
  const fail = () => Promise.reject(new StoreError(code, 'as the test says'));
  return { store: { ...emptyStore(), head: async () => null, put: fail } };
}

function netThat(code: NetErrorCode): Partial<IoDeps> {
  const fail = () => Promise.reject(new NetError(code, 'as the test says', { sent: 'maybe' }));
  return { net: { ...createNet({ allowHosts: [] }), download: fail } };
}

const emptyStore = () => createFileStore({ root: '/nonexistent' });

test('an attempt that is called off stops reading and stores nothing', async () => {
  const job = await finished('endless');
  const env = world.environment();
  const running = world.attempt(createKeepTake(world.io), job, { env });
  const ended = expect(running).rejects.toMatchObject({ name: 'CancelledFailure' });
  await sleep(300);
  env.cancel();
  await ended;
  expect(await world.keys(job)).toEqual([]);
});

test('a store that is slow slows the generator down: a take is never held whole', async () => {
  let sent = 0;
  let sentBeforeRead = 0;
  const megabyte = Buffer.alloc(1_000_000);
  megabyte.write('\0\0\0\u0018ftypisom\0\0\0\0isomavc1', 'latin1');
  const server = createServer((_request, response) => {
    const parts = function* () {
      for (let part = 0; part < 60; part += 1) {
        sent += megabyte.length;
        yield megabyte;
      }
    };
    Readable.from(parts(), { objectMode: false }).pipe(response);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const port = portOf(server);
  const url = `http://127.0.0.1:${port}/take?signature=hidden`;
  const [job, deps] = await handingOut({ kind: 'link', url, headers: {} });
  const slow: Partial<IoDeps> = {
    ...deps,
    net: createNet({ allowHosts: [`127.0.0.1:${port}`] }),
    maxTakeBytes: 100_000_000,
    store: {
      ...world.io.store,
      put: async (key, body, options) => {
        await sleep(700);
        sentBeforeRead = sent;
        return world.io.store.put(key, body, options);
      },
    },
  };
  expect(await keep(job, slow)).toMatchObject({ stored: { bytes: 60_000_000 } });
  // Socket buffers of both ends, and little more.
  expect(sentBeforeRead).toBeLessThan(30_000_000);
  server.close();
});

test('no log line of keeping holds a prompt, a token or a query', () => {
  expect(world.logged()).toContain('stands in the way of a paid take');
  expect(world.logged()).not.toMatch(leaks);
});
