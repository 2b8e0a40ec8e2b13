import { BODIES, cutWire, readClip, sendEndless, sendSlowly } from './bodies.ts';
import type { ClipKind } from './clips.ts';
import { type Exchange, sendBytes, sendError, sendJson } from './exchange.ts';
import type { HostileJob } from './job.ts';

/** What a server may do wrong. Whatever is left out, it does right. */
export interface Behaviour {
  clip?: ClipKind;
  /** Answers a create before any job is made; false to go on. `attempt` counts from 1. */
  refuse?: (
    response: Exchange['response'],
    request: { attempt: number; isForm: boolean },
  ) => boolean;
  /** Instead of the answer to a create that has made its job. */
  created?: (exchange: Exchange) => void;
  /** Instead of the answer to a read; false to go on. */
  read?: (exchange: Exchange) => boolean;
  /** Over the fields of the ordinary object. */
  fields?: (job: HostileJob, ready: boolean) => Record<string, unknown>;
  /** Only the fields that vLLM-Omni gives. */
  minimal?: boolean;
  /** Instead of the content; false to go on. */
  content?: (exchange: Exchange) => boolean | Promise<void>;
}

const always = (send: (exchange: Exchange) => void) => (exchange: Exchange) => {
  send(exchange);
  return true;
};
const hangUp = ({ response }: Exchange) => void response.destroy();
const refuseWith =
  (status: number, code: string): NonNullable<Behaviour['refuse']> =>
  (response) => {
    sendError(response, status, code);
    return true;
  };
const failure = (error: unknown) => (_job: HostileJob, ready: boolean) =>
  ready ? { status: 'failed', error } : {};

const onSecondPoll =
  (send: (exchange: Exchange) => void): NonNullable<Behaviour['read']> =>
  (exchange) => {
    if (exchange.job.polls !== 2) return false;
    send(exchange);
    return true;
  };
const failedUnder =
  (status: number): NonNullable<Behaviour['read']> =>
  ({ response, job }) => {
    if (job.clip === null) return false;
    const message = 'Invalid size: 128x72 is not supported by this model';
    const error = { code: status, message };
    sendJson(response, status, { id: job.id, object: 'video', status: 'failed', error });
    return true;
  };

/** By model id. */
export const BEHAVIOURS: Record<string, Behaviour> = {
  good: {},
  black: { clip: 'black' },
  frozen: { clip: 'frozen' },
  'wrong-size': { clip: 'wrong-size' },
  'wrong-duration': { clip: 'wrong-duration' },

  playlist: {
    content: always(({ response }) => sendBytes(response, 'video/mp4', BODIES.playlist)),
  },
  html: { content: always(({ response }) => sendBytes(response, 'video/mp4', BODIES.html)) },
  'wrong-type': { content: always(({ response }) => sendBytes(response, 'image/png', BODIES.png)) },
  empty: { content: always(({ response }) => sendBytes(response, 'video/mp4', '')) },
  truncated: {
    // The index of such a file is at its end: without it the rest is noise.
    clip: 'moov-last',
    async content({ response, job }) {
      const bytes = await readClip(job.clip);
      sendBytes(response, 'video/mp4', bytes.subarray(0, Math.floor(bytes.length * 0.6)));
    },
  },
  'truncated-wire': { content: cutWire },
  endless: { content: sendEndless },
  'slow-content': { content: sendSlowly },
  'redirect-loopback': {
    content: always(({ response, trap }) => redirect(response, `${trap}/clip.mp4`)),
  },
  'redirect-metadata': {
    content: always(({ response }) =>
      redirect(response, 'http://169.254.169.254/latest/meta-data'),
    ),
  },
  'expired-link': {
    content({ response, job }) {
      if (job.downloads > 2) return false;
      sendError(response, job.downloads === 1 ? 404 : 410, 'link_expired');
      return true;
    },
  },
  'early-content': {
    content({ response, job }) {
      if (job.downloads > 1) return false;
      sendError(response, 409, 'video_not_ready');
      return true;
    },
  },

  never: { fields: () => ({ status: 'in_progress', progress: 40 }) },
  'fails-with-reason': {
    fields: failure({ code: 'moderation_blocked', message: 'The clip was found indecent.' }),
  },
  'fails-without-reason': { fields: failure(null) },
  'odd-status': {
    fields: (_job, ready) => (ready ? {} : { status: 'warming_up', progress: null }),
  },
  'flaky-status': {
    read({ response, job }) {
      if (job.polls % 2 === 0) return false;
      sendJson(response, 500, 'Internal Server Error');
      return true;
    },
  },
  // vLLM-Omni: the job itself, under the status of its failure.
  'failed-http-400': { read: failedUnder(400) },
  'failed-http-500': { read: failedUnder(500) },
  // Once each: a key that is being exchanged, a balancer without a backend, absurd patience.
  'auth-once': { read: onSecondPoll(({ response }) => sendError(response, 401, 'invalid_key')) },
  'missing-once': { read: onSecondPoll(({ response }) => sendJson(response, 404, {})) },
  'patience-once': {
    read: onSecondPoll(({ response }) =>
      sendError(response, 503, 'overloaded', { 'retry-after': '7200' }),
    ),
  },
  // SGLang with cloud storage: the content is no longer its business.
  'cloud-url': {
    fields: (job, ready) => (ready ? { url: job.bucketUrl } : {}),
    content: always(({ response, job }) =>
      sendJson(response, 400, { detail: `Please use the cloud URL: ${job.bucketUrl}` }),
    ),
  },
  // Ark, and relays in front of it.
  'not-ready-400': {
    content({ response, job }) {
      if (job.downloads > 2) return false;
      sendError(response, 400, 'video_not_ready');
      return true;
    },
  },
  forgets: { read: always(({ response }) => sendError(response, 404, 'not_found')) },

  'lost-answer': { created: hangUp },
  'lost-answer-unlisted': {
    created(exchange) {
      exchange.job.listed = false;
      hangUp(exchange);
    },
  },
  'error-after-create': { created: ({ response }) => sendError(response, 502, 'bad_gateway') },
  refuses: { refuse: refuseWith(400, 'moderation_blocked') },
  auth: { refuse: refuseWith(401, 'invalid_api_key') },
  quota: { refuse: refuseWith(429, 'insufficient_quota') },
  'rate-limited-once': {
    refuse(response, { attempt }) {
      if (attempt > 1) return false;
      sendError(response, 429, 'rate_limit_exceeded', { 'retry-after': '1' });
      return true;
    },
  },
  // FastAPI's own answer to a field that it cannot take. It quotes what was sent.
  'detail-list': {
    refuse(response) {
      const msg = 'Value error, size must be a multiple of 32';
      const size = { type: 'value_error', loc: ['body', 'size'], msg, input: 'a quiet lake' };
      sendJson(response, 422, { detail: [size] });
      return true;
    },
  },
  'multipart-only': {
    refuse(response, { isForm }) {
      if (!isForm) sendJson(response, 422, { detail: 'Field required: prompt' });
      return !isForm;
    },
  },
  minimal: {
    minimal: true,
    fields: (_job, ready) => ({ status: ready ? 'Succeeded' : 'processing' }),
  },
};

function redirect(response: Exchange['response'], location: string): void {
  response.writeHead(302, { location }).end();
}
