import type { VideoPlan } from '../../domain/video/request.ts';
import { REQUEST_DEFAULTS } from '../../domain/video/request.ts';
import type { Judgement } from '../../domain/takes/score.ts';
import type { VideoInput } from '../../domain/video/input.ts';
import type { ActivityCall, ActivityInput, Answer, Message, Outcome } from './sandbox.ts';
import { runScript } from './sandbox.ts';
import type { VideoSnapshot } from '../../domain/video/snapshot.ts';

const STARTED_AT = Date.parse('2026-11-23T12:00:00Z');
export const VIDEO = 'vid_01kqqqqqqqqqqqqqqqqqqqqqqq';

const MEDIA = { width: 1280, height: 720, duration: 5, frameRate: 24, hasAudio: false };

type Answers = Record<string, (input: ActivityInput, call: ActivityCall) => Answer>;

export interface VideoScript {
  imageLink?: boolean;
  plan?: Partial<VideoPlan>;
  /** Over the answers of a world in which everything works. */
  answers?: Answers;
  messages?: Message[];
  watch?: (state: VideoSnapshot, at: number) => void;
}

export function planOf(part: Partial<VideoPlan> = {}): VideoPlan {
  return {
    model: 'local/painter',
    variations: 3,
    minCandidates: 1,
    duration: 5,
    width: 1280,
    height: 720,
    frameRate: 24,
    audio: false,
    seed: 100,
    review: { ...REQUEST_DEFAULTS.review },
    ladder: null,
    deadline: 3_600,
    ...part,
  };
}

/** A run of the video workflow against scripted activities. */
export function runVideo(script: VideoScript = {}): Promise<Outcome> {
  const answers: Answers = { ...WORKING, ...script.answers };
  return runScript({
    workflow: 'videoWorkflow',
    input: { ...videoInput(script.plan), imageLink: script.imageLink ?? false },
    startedAt: STARTED_AT,
    answer: (call) => {
      const answer = answers[call.name];
      if (answer === undefined) throw new Error(`no answer for ${call.name}`);
      return answer(call.input, call);
    },
    ...(script.messages ? { messages: script.messages } : {}),
    ...(script.watch ? { watch: script.watch } : {}),
  });
}

function videoInput(plan: Partial<VideoPlan> = {}): VideoInput {
  const acceptedAt = new Date(STARTED_AT).toISOString();
  return { id: VIDEO, tenant: 'default', plan: planOf(plan), acceptedAt, flow: 2 };
}

export function judged(total: number, gates: Judgement['gates'] = []): Answer {
  const judgement: Judgement = { name: 'technical', version: '1', total, gates, signals: [] };
  return { value: { judgements: [judgement], media: MEDIA } };
}

/** Everything goes well; the third take scores best. */
export const WORKING: Answers = {
  fetchImage: () => ({ value: { key: `default/${VIDEO}/input/image`, mediaType: 'image/png' } }),
  submitJob: ({ take }: { take: number }) => ({
    value: {
      operation: { id: `job-${take}` },
      jobId: `job-${take}`,
      etaSeconds: null,
      costMicros: 0,
    },
  }),
  checkJob: () => ({ value: undefined, after: 2_000 }),
  cancelJob: () => ({ value: undefined }),
  keepTake: ({ take }: { take: number }) => ({
    value: {
      key: `default/${VIDEO}/takes/${take}/take.mp4`,
      container: 'mp4',
      stored: { bytes: 1_000, crc32c: '00000000' },
    },
  }),
  scoreTake: ({ take }: { take: number }) => judged(80 + take),
  ingestMaster: ({ key, stored }: { key: string; stored: object }) => ({
    value: { key, container: 'mp4', stored, media: MEDIA },
  }),
  transcodeLadder: () => ({ value: { version: 1, media: MEDIA, renditions: [] }, after: 5_000 }),
  publishVideo: ({ snapshot }: { snapshot: object }) => ({ value: snapshot }),
  saveRecord: () => ({ value: undefined }),
  closeRecord: ({ snapshot }: { snapshot: object }) => ({ value: snapshot }),
  discardStaging: () => ({ value: 3 }),
};
