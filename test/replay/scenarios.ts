import { setTimeout as sleep } from 'node:timers/promises';
import { ApplicationFailure } from '@temporalio/common';
import { Context } from '@temporalio/activity';
import type { Client, WorkflowHandle } from '@temporalio/client';
import type { TakeRef } from '../../domain/refs.ts';
import { FAILURE_TYPES } from '../../domain/video/failure-types.ts';
import type { VideoId } from '../../domain/ids.ts';
import type { VideoPlan } from '../../domain/video/request.ts';
import { REQUEST_DEFAULTS } from '../../domain/video/request.ts';
import type { VideoSnapshot } from '../../domain/video/snapshot.ts';
import { MESSAGES, WORKFLOWS } from '../../temporal/names.ts';

/** What an activity answers in a scenario; left out, everything goes well. */
type Scripted = Record<string, (input: never) => unknown>;

/** One run whose history is kept: what it is started with, what its world does, who speaks to it. */
export interface Scenario {
  /** File name below `test/histories/`. */
  name: string;
  workflow: string;
  id: string;
  input: object | null;
  activities?: Scripted;
  drive?: (handle: WorkflowHandle) => Promise<unknown>;
}

const PLAN: VideoPlan = {
  ...REQUEST_DEFAULTS,
  review: { ...REQUEST_DEFAULTS.review },
  model: 'local/painter',
  seed: 100,
  ladder: null,
};

const video = (number: number): VideoId =>
  `vid_01kqqqqqqqqqqqqqqqqqqqqq${String(number).padStart(2, '0')}`;

function videoRun(
  number: number,
  name: string,
  plan: Partial<VideoPlan>,
  rest: Pick<Scenario, 'activities' | 'drive'>,
): Scenario {
  const id = video(number);
  const acceptedAt = new Date().toISOString();
  const input = { id, tenant: 'default', plan: { ...PLAN, ...plan }, acceptedAt };
  return { name, workflow: WORKFLOWS.video, id, input, ...rest };
}

const withImageLink = (run: Scenario): Scenario => ({
  ...run,
  input: { ...run.input, imageLink: true },
});

/** As the API starts runs today. */
const withFlow = (run: Scenario): Scenario => ({ ...run, input: { ...run.input, flow: 2 } });

const failing = (type: string, message: string): never => {
  throw ApplicationFailure.create({ type, message, nonRetryable: true });
};

/** Fails like a look at a job that is at work, so far from its next look that only a wake ends it. */
const atWork = (take: number): never => {
  throw ApplicationFailure.create({
    type: FAILURE_TYPES.jobPending,
    message: 'The generator is at work (40 %).',
    details: [{ stage: 'generate', take, fraction: 0.4 }],
    nextRetryDelay: '10 min',
  });
};

async function awaiting(handle: WorkflowHandle, reached: (state: VideoSnapshot) => boolean) {
  while (!reached(await handle.query<VideoSnapshot>(MESSAGES.state))) await sleep(50);
}

const isAwaitingReview = ({ status }: VideoSnapshot): boolean => status === 'awaiting_review';
const wake = (handle: WorkflowHandle, take: number) => handle.signal(MESSAGES.wake, { take });
const review = (part: Partial<VideoPlan['review']> = {}): Partial<VideoPlan> => ({
  review: { mode: 'always', threshold: 70, deadline: 600, onDeadline: 'publish_best', ...part },
});

/** Made at every recording, since a run's deadline counts from now. */
export function scenarios(): Scenario[] {
  const looks = new Map<number, number>();
  return [
    videoRun(
      1,
      'published-by-doorbells',
      {},
      {
        activities: {
          checkJob: ({ take }: TakeRef) => {
            const look = (looks.get(take) ?? 0) + 1;
            looks.set(take, look);
            return look === 1 && take < 2 ? atWork(take) : sleep(1_500);
          },
        },
        async drive(handle) {
          await awaiting(handle, ({ candidates }) => candidates[0]?.status === 'generating');
          await sleep(700);
          for (const take of [0, 0, 1, 7]) await wake(handle, take);
          await awaiting(handle, ({ stage }) => stage === 'transcode');
          await wake(handle, 2);
        },
      },
    ),
    videoRun(
      2,
      'published-after-a-lost-take',
      {},
      {
        activities: {
          checkJob: ({ take }: TakeRef) =>
            take === 1 ? failing('generator_failed', 'The generator failed.') : undefined,
        },
      },
    ),
    videoRun(3, 'reviewed-by-update', review(), {
      async drive(handle) {
        await awaiting(handle, isAwaitingReview);
        const early = { decision: 'maybe', reviewer: 'ada' };
        await handle.executeUpdate(MESSAGES.review, { args: [early] }).catch(() => undefined);
        const decision = { decision: 'approve', reviewer: 'ada' };
        await handle.executeUpdate(MESSAGES.review, { args: [decision] });
      },
    }),
    videoRun(4, 'rejected-by-signal', review(), {
      async drive(handle) {
        await awaiting(handle, isAwaitingReview);
        await handle.signal(MESSAGES.review, {
          decision: 'reject',
          reviewer: 'ada',
          reason: 'dull',
        });
      },
    }),
    videoRun(5, 'review-nobody-answered', review({ deadline: 1 }), {}),
    videoRun(
      6,
      'cancelled-while-generating',
      {},
      {
        activities: { checkJob: ({ take }: TakeRef) => atWork(take) },
        async drive(handle) {
          await awaiting(handle, ({ candidates }) => candidates[2]?.status === 'generating');
          await sleep(500);
          await handle.cancel();
        },
      },
    ),
    videoRun(
      7,
      'cancelled-while-transcoding',
      { variations: 1 },
      {
        activities: { transcodeLadder: () => Context.current().cancelled },
        async drive(handle) {
          await awaiting(handle, ({ stage }) => stage === 'transcode');
          await sleep(300);
          await handle.cancel();
        },
      },
    ),
    videoRun(
      8,
      'failed-while-transcoding',
      { variations: 1 },
      {
        activities: { transcodeLadder: () => failing('transcode_failed', 'It cannot be encoded.') },
      },
    ),
    videoRun(
      9,
      'failed-for-too-few-takes',
      { minCandidates: 3 },
      {
        activities: {
          checkJob: ({ take }: TakeRef) =>
            take === 1 ? failing('generator_refused', 'The generator refused it.') : atWork(take),
        },
      },
    ),
    withImageLink(videoRun(12, 'published-from-an-image-link', { variations: 2 }, {})),
    videoRun(13, 'published-with-evidence-apart', {}, {}),
    videoRun(14, 'reviewed-though-nobody-could-check', review(), {
      activities: { scoreTake: () => failing('internal', 'It failed twice.') },
      async drive(handle) {
        await awaiting(handle, isAwaitingReview);
        const decision = { decision: 'approve', reviewer: 'ada' };
        await handle.executeUpdate(MESSAGES.review, { args: [decision] });
      },
    }),
    videoRun(
      15,
      'cancelled-and-cleaned-up-side-by-side',
      {},
      {
        activities: { checkJob: ({ take }: TakeRef) => atWork(take) },
        async drive(handle) {
          await awaiting(handle, ({ candidates }) => candidates[2]?.status === 'generating');
          await sleep(500);
          await handle.cancel();
        },
      },
    ),
    videoRun(
      16,
      'published-after-a-job-was-given-up',
      {},
      {
        activities: {
          checkJob: ({ take }: TakeRef) =>
            take === 1 ? failing('generator_auth', 'Nobody may look.') : undefined,
        },
      },
    ),
    videoRun(
      17,
      'ended-by-its-deadline',
      { variations: 2, deadline: 6, minCandidates: 2 },
      { activities: { transcodeLadder: () => Context.current().cancelled } },
    ),
    withFlow(videoRun(18, 'published-in-few-events', {}, {})),
    withFlow(
      videoRun(19, 'reviewed-in-few-events', review(), {
        async drive(handle) {
          await awaiting(handle, isAwaitingReview);
          const decision = { decision: 'approve', reviewer: 'ada' };
          await handle.executeUpdate(MESSAGES.review, { args: [decision] });
        },
      }),
    ),
    {
      name: 'erased',
      workflow: WORKFLOWS.erase,
      id: `erase-${video(10)}`,
      input: { tenant: 'default', video: video(10) },
    },
    { name: 'swept', workflow: WORKFLOWS.sweep, id: 'promptreel-sweep', input: null },
  ];
}

const MEDIA = { width: 1_280, height: 720, duration: 5, frameRate: 24, hasAudio: false };

/** A world in which everything goes well; the third take scores best. */
const WORKING: Scripted = {
  fetchImage: ({ video: id }: TakeRef) => ({
    key: `default/${id}/input/image`,
    mediaType: 'image/png',
  }),
  submitJob: ({ take }: TakeRef) => ({
    operation: { job: `job-${take}` },
    jobId: `job-${take}`,
    etaSeconds: take === 2 ? 1 : null,
    costMicros: 0,
  }),
  checkJob: () => undefined,
  cancelJob: () => undefined,
  keepTake: ({ video: id, take }: TakeRef) => ({
    key: `default/${id}/takes/${take}/take.mp4`,
    container: 'mp4',
    stored: { bytes: 1_000, crc32c: '00000000' },
  }),
  scoreTake: ({ video: id, take }: TakeRef) => ({
    judgements: [{ name: 'technical', version: '1', total: 80 + take, gates: [] }],
    media: MEDIA,
    evidence: `default/${id}/takes/${take}/evidence.json`,
  }),
  ingestMaster: ({ key, stored }: { key: string; stored: object }) => ({
    key,
    container: 'mp4',
    stored,
    media: MEDIA,
  }),
  transcodeLadder: () => sleep(300, { version: 1, media: MEDIA, renditions: [] }),
  publishVideo: ({ snapshot }: { snapshot: object }) => snapshot,
  saveRecord: () => undefined,
  closeRecord: ({ snapshot }: { snapshot: object }) => snapshot,
  discardStaging: () => 3,
  eraseVideo: () => 5,
  sweep: () => 0,
};

type Activity = (input: never) => unknown;

/** Every activity, answering as the scenario of the run that asks says. */
export function scriptedActivities(all: Scenario[]): Record<string, Activity> {
  const scriptOf = new Map(all.map(({ id, activities }) => [id, activities]));
  const answer =
    (name: string, otherwise: Activity): Activity =>
    async (input) => {
      // Beats, so that a cancellation is heard.
      const beat = setInterval(() => Context.current().heartbeat(), 100);
      const { workflowExecution } = Context.current().info;
      try {
        return await (scriptOf.get(workflowExecution?.workflowId ?? '')?.[name] ?? otherwise)(
          input,
        );
      } finally {
        clearInterval(beat);
      }
    };
  return Object.fromEntries(
    Object.entries(WORKING).map(([name, otherwise]) => [name, answer(name, otherwise)]),
  );
}

/** Starts a run, speaks to it as its scenario says, and waits until it has ended, however. */
export async function play(
  client: Client,
  taskQueue: string,
  each: Scenario,
): Promise<WorkflowHandle> {
  const handle: WorkflowHandle = await client.workflow.start(each.workflow, {
    workflowId: each.id,
    taskQueue,
    args: each.input === null ? [] : [each.input],
  });
  await each.drive?.(handle);
  await handle.result().catch(() => undefined);
  return handle;
}
