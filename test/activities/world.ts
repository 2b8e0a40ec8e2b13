import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { Info } from '@temporalio/activity';
import { MockActivityEnvironment } from '@temporalio/testing';
import { ApplicationFailure } from '@temporalio/common';
import { ulid } from 'ulid';
import { expect } from 'vitest';
import type { TakeRef } from '../../domain/refs.ts';
import type { IoDeps, MediaDeps, Runs } from '../../activities/kit/deps.ts';
import type { VideoPlan, VideoRequest } from '../../domain/video/request.ts';
import { videoId } from '../../domain/ids.ts';
import type { VideoSnapshot } from '../../domain/video/snapshot.ts';
import { acceptedSnapshot } from '../../domain/video/snapshot.ts';
import { createNet } from '../../net/net.ts';
import { openGenerators } from '../../providers/generators/registry.ts';
import type { Account } from '../../domain/models/account.ts';
import { createTechnicalJudge } from '../../providers/judges/technical.ts';
import { createFileStore } from '../../providers/stores/file/file-store.ts';
import { openVideoRecords } from '../../records/videos.ts';
import { openLog } from '../../telemetry/log.ts';
import { sdkLogger } from '../../workers/sdk-logger.ts';
import { planOf } from '../workflows/script.ts';

/** Found nowhere but in requests: whatever else shows it has leaked. */
const PROMPT = 'a heron over the marsh, unmistakably private';
const SECRET = 'webhook-secret-of-the-tests';

interface AttemptOptions {
  number?: number;
  env?: MockActivityEnvironment;
}

/** Everything that activities are given, real but for the Temporal server behind them. */
export interface World {
  io: IoDeps;
  media: MediaDeps;
  /** All that was logged, as it would be shipped. */
  logged: () => string;
  /** Runs an activity as a worker would, as its n-th attempt. */
  attempt: <I, O>(
    activity: (input: I) => Promise<O>,
    input: I,
    options?: AttemptOptions,
  ) => Promise<O>;
  /** To cancel an attempt by, and hear its beats. */
  environment: (number?: number, info?: Partial<Info>) => MockActivityEnvironment;
  /** Accepts a video and answers its first take. */
  accept: (plan?: Partial<VideoPlan>, request?: Partial<VideoRequest>) => Promise<TakeRef>;
  snapshot: (ref: TakeRef) => Promise<VideoSnapshot | undefined>;
  /** Keys below the video, without its record. */
  keys: (ref: TakeRef) => Promise<string[]>;
  close: () => Promise<void>;
}

export async function openWorld(servers: Record<string, string> = {}): Promise<World> {
  const dir = await mkdtemp(join(tmpdir(), 'promptreel-activities-'));
  const store = createFileStore({ root: join(dir, 'objects') });
  const records = openVideoRecords({ store, tenants: ['default'] });
  // Nobody listens on the discard port.
  const all = Object.entries({ none: 'http://127.0.0.1:9', ...servers });
  const net = createNet({ allowHosts: all.map(([, url]) => new URL(url).host) });
  const configs = all.map(([name, url]): Account => ({
    name,
    provider: 'videos',
    baseUrl: `${url}/v1`,
    format: 'json',
  }));
  const generators = openGenerators(configs, { net });
  const lines: string[] = [];
  const to = new Writable({
    write: (line: Buffer, _encoding, done) => {
      lines.push(line.toString());
      done();
    },
  });
  const log = openLog({ part: 'test', to });
  const shared = { store, records, log };
  const tenant = 'default';
  const environment = (number = 1, info: Partial<Info> = {}) => {
    const logger = sdkLogger(log);
    const times = {
      scheduledTimestampMs: Date.now(),
      scheduleToCloseTimeoutMs: 3_600_000,
      startToCloseTimeoutMs: 600_000,
      ...info,
    };
    const started = { attempt: number, activityType: 'tested', ...times };
    return new MockActivityEnvironment(started, { logger });
  };
  return {
    environment,
    attempt: <I, O>(
      activity: (input: I) => Promise<O>,
      input: I,
      { number, env = environment(number) }: AttemptOptions = {},
    ) => env.run<[I], O, typeof activity>(activity, input),
    io: {
      ...shared,
      net,
      callerNet: createNet({ allowHosts: [] }),
      generator: (model) => generators.get(model),
      quote: () => 0,
      runs: noRuns(),
      tenants: [tenant],
      secret: SECRET,
      hookUrl: 'http://127.0.0.1:9',
      maxTakeBytes: 20_000_000,
    },
    media: { ...shared, judges: [createTechnicalJudge()], scratchRoot: join(dir, 'scratch') },
    logged: () => lines.join(''),
    async accept(part = {}, more = {}) {
      const video = videoId(ulid());
      const small = { duration: 1, width: 128, height: 72, frameRate: 8, variations: 1 };
      const plan = planOf({ ...small, ...part });
      const createdAt = new Date().toISOString();
      await records.create({
        schemaVersion: 1,
        id: video,
        tenant,
        createdAt,
        request: {
          // Never the same for two videos: a lookup tells jobs apart by it.
          prompt: `${PROMPT} ${randomUUID()}`,
          negativePrompt: null,
          image: null,
          metadata: {},
          plan,
          ...more,
        },
        keyDigest: null,
        snapshot: acceptedSnapshot(video, plan, createdAt),
      });
      return { tenant, video, take: 0 };
    },
    snapshot: async ({ video }) => (await records.read(tenant, video))?.snapshot,
    async keys({ video }) {
      const { objects } = await store.list(`${tenant}/${video}/`, { limit: 1_000 });
      return objects
        .map(({ key }) => key.slice(`${tenant}/${video}/`.length))
        .filter((key) => key !== 'record.json');
    },
    close: () => rm(dir, { recursive: true, force: true }),
  };
}

/** A server that knows of no run. */
export function noRuns(): Runs {
  return {
    state: async () => 'absent',
    running: async () => new Set(),
    snapshot: async () => null,
    failure: async () => null,
    cancel: async () => undefined,
    terminate: async () => undefined,
  };
}

/** The failure that an attempt ends with; fails the test when it ends otherwise. */
export async function failureOf(running: Promise<unknown>): Promise<ApplicationFailure> {
  const failure: unknown = await running.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(failure instanceof ApplicationFailure))
    throw new Error('The attempt ended otherwise.', { cause: failure });
  expect(everythingIn(failure)).not.toMatch(leaks);
  return failure;
}

/** What must be in no failure and in no log line: prompts, tokens, queries of URLs. */
export const leaks = new RegExp(
  `unmistakably private|${SECRET}|/hooks/[^ ]*\\.|https?://[^ ]*\\?(?!\\[redacted)`,
);

function everythingIn(error: unknown): string {
  if (!(error instanceof Error)) return JSON.stringify(error) ?? '';
  const fields = Object.entries(error).filter(([name]) => name !== 'cause');
  const own = [error.message, error.stack, JSON.stringify(fields)];
  return [...own, everythingIn(error.cause)].join('\n');
}

/** What attempts have left in scratch space. */
export async function scratchOf({ media }: World): Promise<string[]> {
  return readdir(media.scratchRoot).catch(() => []);
}
