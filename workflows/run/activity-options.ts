import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { ActivityOptions } from '@temporalio/workflow';
import type { IoActivities, MediaActivities } from '../../activities/contract.ts';
import { taskQueue } from '../../temporal/names.ts';

/**
 * The only place that proxies activities. Every row says why. `scheduleToCloseTimeout` is not here:
 * each call gets what is left of the run (`Run.within`), so that a step that keeps failing reports its
 * own code before the run's deadline strikes. The cancellation type is always written out: the SDK
 * documents one default and sends another.
 */
const { TRY_CANCEL, WAIT_CANCELLATION_COMPLETED } = ActivityCancellationType;

/**
 * How soon a killed worker's work starts again elsewhere. Activities beat every second or two, so a
 * handful of beats may be lost on a busy machine before a living worker is taken for a dead one.
 */
const DEAD_AFTER = '10s';

/**
 * Who goes first where work waits for a slot: what a caller waits for at the end of a run, or what
 * costs for as long as it waits; then what was, or is to be, paid for; last what nobody waits for.
 */
const ENDING = { priorityKey: 1 };
const BUYING = { priorityKey: 2 };
const TIDYING = { priorityKey: 4 };

const FETCH_IMAGE: ActivityOptions = {
  // A stranger's server sets the pace.
  taskQueue: taskQueue('fetch'),
  startToCloseTimeout: '45s',
  heartbeatTimeout: DEAD_AFTER,
  // It may be in the middle of a write.
  cancellationType: WAIT_CANCELLATION_COMPLETED,
  // What the link can never give, the thrower says.
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
};

const SUBMIT: ActivityOptions = {
  taskQueue: taskQueue('io'),
  priority: BUYING,
  // A create with an uploaded image may take a while; beyond this the answer counts as lost.
  startToCloseTimeout: '90s',
  heartbeatTimeout: DEAD_AFTER,
  // We must learn what became of a purchase before the run may end.
  cancellationType: WAIT_CANCELLATION_COMPLETED,
  // Safe to repeat: an attempt that finds an earlier one's intent looks the job up instead of buying.
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
};

const CHECK: ActivityOptions = {
  taskQueue: taskQueue('check'),
  // One read of one job.
  startToCloseTimeout: '20s',
  // Read-only: a superseded or cancelled check may finish unseen.
  cancellationType: TRY_CANCEL,
  // Only for faults of the read itself; while the job runs the activity names its own delay.
  retry: { initialInterval: '2s', backoffCoefficient: 1.4, maximumInterval: '1m' },
};

const CANCEL_JOB: ActivityOptions = {
  taskQueue: taskQueue('io'),
  priority: ENDING,
  startToCloseTimeout: '30s',
  // Runs where no cancellation reaches it.
  cancellationType: WAIT_CANCELLATION_COMPLETED,
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
};

const KEEP: ActivityOptions = {
  taskQueue: taskQueue('io'),
  priority: BUYING,
  // The longest honest download: the size cap at a slow link's pace.
  startToCloseTimeout: '30m',
  heartbeatTimeout: DEAD_AFTER,
  // It may be in the middle of a write.
  cancellationType: WAIT_CANCELLATION_COMPLETED,
  // What was paid for is not given up by a count of attempts: the thrower counts each cause by itself.
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' },
};

const SCORE: ActivityOptions = {
  taskQueue: taskQueue('media'),
  // One decode of at most a minute of video on a busy machine.
  startToCloseTimeout: '10m',
  heartbeatTimeout: DEAD_AFTER,
  // Its result is of no use to a run that is ending, but its child processes are to be gone.
  cancellationType: WAIT_CANCELLATION_COMPLETED,
  // The take is paid for: storage and dying workers get all the time there is. A judge that fails for a
  // reason of its own is asked once more, which the thrower counts.
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' },
};

const INGEST: ActivityOptions = {
  taskQueue: taskQueue('media'),
  startToCloseTimeout: '30m',
  heartbeatTimeout: DEAD_AFTER,
  cancellationType: WAIT_CANCELLATION_COMPLETED,
  // Storage comes back; the run's deadline bounds it.
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
};

const TRANSCODE: ActivityOptions = {
  taskQueue: taskQueue('media'),
  startToCloseTimeout: '2h',
  heartbeatTimeout: DEAD_AFTER,
  cancellationType: WAIT_CANCELLATION_COMPLETED,
  // The same bytes fail again: what failed for a reason of its own is repeated once, which the thrower
  // counts. Workers that die, disks that fill and a store that is away get all the time there is.
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
};

const PUBLISH: ActivityOptions = {
  taskQueue: taskQueue('io'),
  priority: ENDING,
  startToCloseTimeout: '2m',
  heartbeatTimeout: DEAD_AFTER,
  // Whether it became visible must be known before anything is cleaned up.
  cancellationType: WAIT_CANCELLATION_COMPLETED,
  // Everything costly is done by now: go on for as long as the run may.
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
};

const RECORD: ActivityOptions = {
  taskQueue: taskQueue('io'),
  priority: ENDING,
  startToCloseTimeout: '30s',
  cancellationType: WAIT_CANCELLATION_COMPLETED,
  // Nobody would learn how the run ended: storage gets all the time there is.
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' },
};

const DISCARD: ActivityOptions = {
  taskQueue: taskQueue('io'),
  priority: TIDYING,
  startToCloseTimeout: '10m',
  heartbeatTimeout: DEAD_AFTER,
  cancellationType: WAIT_CANCELLATION_COMPLETED,
  // Deleting what is already gone is fine, so as often as it takes.
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
};

type Proxied<T, Name extends keyof T> = ReturnType<typeof proxyActivities<Pick<T, Name>>>[Name];

function io<Name extends keyof IoActivities>(name: Name, options: ActivityOptions) {
  return proxyActivities<IoActivities>(options)[name] as Proxied<IoActivities, Name>;
}

function media<Name extends keyof MediaActivities>(name: Name, options: ActivityOptions) {
  return proxyActivities<MediaActivities>(options)[name] as Proxied<MediaActivities, Name>;
}

export const activities = {
  fetchImage: io('fetchImage', FETCH_IMAGE),
  submitJob: io('submitJob', SUBMIT),
  checkJob: io('checkJob', CHECK),
  cancelJob: io('cancelJob', CANCEL_JOB),
  keepTake: io('keepTake', KEEP),
  scoreTake: media('scoreTake', SCORE),
  ingestMaster: media('ingestMaster', INGEST),
  transcodeLadder: media('transcodeLadder', TRANSCODE),
  publishVideo: io('publishVideo', PUBLISH),
  saveRecord: io('saveRecord', RECORD),
  closeRecord: io('closeRecord', RECORD),
  discardStaging: io('discardStaging', DISCARD),
  eraseVideo: io('eraseVideo', DISCARD),
  sweep: io('sweep', DISCARD),
};
