import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SeenRequest } from '../../../../simulators/hostile/serve.ts';
import { type Program, startProgram } from '../../../simulators/program.ts';
import { failureOf, intent, openServer, REQUEST, settle, signal } from '../opened.ts';
import { jsonAt } from '../../../json-at.ts';

let program: Program;
beforeAll(async () => {
  program = await startProgram('hostile/main.ts');
});
afterAll(() => program.stop());

const generator = (model: string, now?: () => Date) =>
  openServer(program.url, {}, now).generator(model);

const submit = (model: string) => generator(model).submit(intent(), { signal: signal() });

async function creates(model: string): Promise<SeenRequest[]> {
  const seen = await jsonAt<SeenRequest[]>(`${program.url}/_requests`);
  return seen.filter(({ method, fields }) => method === 'POST' && fields?.['model'] === model);
}

describe('a create', () => {
  it.each([
    ['refuses', { code: 'generator_refused', kind: 'MODERATED_INPUT', billed: 'no' }],
    ['auth', { code: 'generator_auth', kind: 'AUTH', billed: 'no' }],
    ['quota', { code: 'generator_quota', kind: 'BILLING', retryable: false, billed: 'no' }],
    ['multipart-only', { code: 'generator_invalid_request', billed: 'no', retryable: false }],
    ['lost-answer', { code: 'outcome_unknown', sent: 'maybe', billed: 'maybe', retryable: false }],
    ['lost-answer-unlisted', { code: 'outcome_unknown', sent: 'maybe' }],
    ['detail-list', { code: 'generator_invalid_request', billed: 'no', retryable: false }],
    ['error-after-create', { code: 'outcome_unknown', sent: 'maybe', retryable: false }],
  ])('answered by "%s" is that failure after one request', async (model, expected) => {
    expect(await failureOf(submit(model))).toMatchObject(expected);
    expect(await creates(model)).toHaveLength(1);
  });

  it('refused by a list of faults names field and reason, and nothing that we had sent', async () => {
    const { message } = await failureOf(submit('detail-list'));
    expect(message).toBe(
      'The generator cannot make this (HTTP 422): size: Value error, size must be a multiple of 32.',
    );
  });

  it('that comes too soon may be repeated when the server says', async () => {
    expect(await failureOf(submit('rate-limited-once'))).toMatchObject({
      code: 'generator_quota',
      kind: 'RATE_LIMITED',
      retryable: true,
      retryAfterSeconds: 1,
    });
    expect(await submit('rate-limited-once')).toMatchObject({ status: 'accepted' });
  });

  it('reaches a server that only takes forms, when it is configured so', async () => {
    const server = openServer(program.url, { format: 'multipart' });
    await server.generator('multipart-only').submit(intent(), { signal: signal() });
    const [made] = await creates('multipart-only').then((all) => all.slice(-1));
    expect(made?.fields).toMatchObject({ seconds: '1', size: '128x72', width: '128', seed: '11' });
    expect(made?.headers['idempotency-key']).toBe('vid_x/0/1');
  });
});

const lost = async (model: string, prompt: string) => {
  const made = intent({ request: { ...REQUEST, prompt } });
  await failureOf(generator(model).submit(made, { signal: signal() }));
  return made;
};
const reconcile = (model: string, made: ReturnType<typeof intent>) =>
  generator(model).reconcile?.(made, { signal: signal() });

/** Every job but the laconic ones is known to be another's. */
async function tellsItsPrompt(id: string): Promise<boolean> {
  const job = await jsonAt<object>(`${program.url}/v1/videos/${id}`);
  return 'prompt' in job;
}

describe('a lost create', () => {
  it('is found as the only job of its making, though the server echoes no reference', async () => {
    const made = await lost('lost-answer', 'the only one');
    const answer = await reconcile('lost-answer', made);
    if (answer?.status !== 'found') throw new Error('expected to find it');
    expect(await settle(generator('lost-answer'), answer.operation)).toEqual({
      status: 'completed',
    });
  });

  it('is unknown when two jobs could be it, and found when one of them is taken', async () => {
    await lost('lost-answer', 'twins');
    const made = await lost('lost-answer', 'twins');
    expect(await reconcile('lost-answer', made)).toMatchObject({ status: 'unknown' });
    const asked: string[] = [];
    const isClaimed = async (id: string) => asked.push(id) === 1;
    expect(await reconcile('lost-answer', { ...made, isClaimed })).toMatchObject({
      status: 'found',
    });
    expect(asked).toHaveLength(2);
  });

  it('is never taken for a job of other seconds, size, prompt or model, or of before', async () => {
    const made = await lost('lost-answer', 'one of a kind');
    const { request } = made;
    const others = [
      { ...made, request: { ...request, duration: 2 } },
      { ...made, request: { ...request, width: 256 } },
      { ...made, request: { ...request, prompt: 'another' } },
      { ...made, attemptedAt: new Date(Date.now() + 3_600_000) },
    ];
    for (const other of others) {
      expect(await reconcile('lost-answer', other)).toMatchObject({ status: 'unknown' });
    }
    expect(await reconcile('good', made)).toMatchObject({ status: 'unknown' });
  });

  it('is unknown when the list does not show it: absence proves nothing', async () => {
    const made = await lost('lost-answer-unlisted', 'unlisted');
    expect(await reconcile('lost-answer-unlisted', made)).toMatchObject({ status: 'unknown' });
  });

  it('is unknown when the list tells too little to recognise it', async () => {
    const server = generator('minimal');
    const made = intent();
    await server.submit(made, { signal: signal() });
    const known = { ...made, isClaimed: tellsItsPrompt };
    expect(await server.reconcile?.(known, { signal: signal() })).toMatchObject({
      status: 'unknown',
      reason: 'the list tells too little of its jobs',
    });
  });
});

const afterTheGrace = () => new Date(Date.now() + 31_000);

describe('a job', () => {
  it.each(['good', 'minimal', 'odd-status'])('of "%s" ends completed', async (model) => {
    const { operation } = await submit(model);
    expect(await settle(generator(model), operation)).toEqual({ status: 'completed' });
  });

  it.each([
    ['fails-with-reason', { code: 'generator_refused', kind: 'MODERATED_OUTPUT' }],
    ['fails-without-reason', { code: 'generator_failed', kind: 'GENERATION_FAILED' }],
  ])('of "%s" ends failed in words for a person', async (model, expected) => {
    const { operation } = await submit(model);
    const ended = await settle(generator(model), operation);
    expect(ended).toMatchObject({ status: 'failed', failure: { ...expected, billed: 'maybe' } });
    if (ended.status === 'failed') expect(ended.failure.message).toMatch(/^The generator .+\.$/);
  });

  it('that never ends stays pending with its progress', async () => {
    const { operation } = await submit('never');
    expect(await generator('never').status(operation, { signal: signal() })).toMatchObject({
      status: 'pending',
      progress: 0.4,
    });
  });

  it('of an unknown status is taken for pending, and that is remarked', async () => {
    const { operation } = await submit('odd-status');
    const status = await generator('odd-status').status(operation, { signal: signal() });
    expect(status).toMatchObject({ status: 'pending', remark: 'unknown status "warming_up"' });
  });

  it('is not at fault when a read of it fails', async () => {
    const { operation } = await submit('flaky-status');
    const read = () => generator('flaky-status').status(operation, { signal: signal() });
    expect(await failureOf(read())).toMatchObject({ kind: 'TRANSIENT', retryable: true });
    expect(await read()).toMatchObject({ status: expect.stringMatching(/pending|completed/) });
  });

  it.each([400, 500])('that failed is read as such though under HTTP %d', async (status) => {
    const model = `failed-http-${status}`;
    const { operation } = await submit(model);
    expect(await settle(generator(model), operation)).toMatchObject({
      status: 'failed',
      failure: {
        code: 'generator_failed',
        message: expect.stringContaining('Invalid size: 128x72 is not supported by this model'),
      },
    });
  });

  it.each([
    ['auth-once', { kind: 'AUTH' }],
    ['missing-once', { kind: 'NOT_FOUND' }],
    ['patience-once', { kind: 'TRANSIENT', retryAfterSeconds: 7200 }],
  ])('outlives "%s": only its own word ends it', async (model, suspicion) => {
    const { operation } = await submit(model);
    const at = generator(model, afterTheGrace);
    await at.status(operation, { signal: signal() });
    const second = at.status(operation, { signal: signal() });
    expect(await failureOf(second)).toMatchObject({ ...suspicion, retryable: true });
    expect(await settle(at, operation)).toEqual({ status: 'completed' });
  });

  it('kept in a bucket names it beside the content, and gives our key to the server alone', async () => {
    const server = openServer(program.url, { apiKey: 'a-key-of-the-test' }).generator('cloud-url');
    const { operation, jobId } = await server.submit(intent(), { signal: signal() });
    await settle(server, operation);
    expect(await server.media(operation, { signal: signal() })).toEqual({
      kind: 'link',
      url: `${program.url}/v1/videos/${jobId}/content`,
      headers: { authorization: 'Bearer a-key-of-the-test' },
      otherwise: { url: `${program.url}/bucket/${jobId}`, headers: {} },
    });
  });

  it('that the server forgets is waited for a little, then suspected, and never called failed', async () => {
    const { operation } = await submit('forgets');
    const read = (now?: () => Date) =>
      generator('forgets', now).status(operation, { signal: signal() });
    expect(await read()).toMatchObject({ status: 'pending' });
    expect(await failureOf(read(afterTheGrace))).toMatchObject({
      code: 'generator_failed',
      kind: 'NOT_FOUND',
      billed: 'maybe',
      retryable: true,
    });
  });
});

async function lastCreate(): Promise<SeenRequest | undefined> {
  const seen = await jsonAt<SeenRequest[]>(`${program.url}/_requests`);
  return seen.findLast(({ method }) => method === 'POST');
}

it.each(['json', 'multipart'] as const)(
  'sends a first frame by %s as bytes or as a link',
  async (format) => {
    const server = openServer(program.url, { format }).generator('default');
    const send = async (image: Parameters<typeof withImage>[0]) => {
      await server.submit(intent({ request: withImage(image) }), { signal: signal() });
      return lastCreate();
    };
    const bytes = await send({ bytes: Uint8Array.of(1, 2, 3), mediaType: 'image/png' });
    // The choice of a model was the server's, so the field is left out.
    expect(bytes?.fields).not.toHaveProperty('model');
    if (format === 'multipart') expect(bytes?.imageBytes).toBe(3);
    else {
      expect(bytes?.fields?.['input_reference']).toEqual({
        image_url: 'data:image/png;base64,AQID',
      });
    }
    const link = { image_url: 'https://a.example/1.png' };
    const linked = await send({ url: link.image_url });
    expect(linked?.fields).toMatchObject(
      format === 'json' ? { input_reference: link } : { image_reference: JSON.stringify(link) },
    );
  },
);

function withImage(image: NonNullable<typeof REQUEST.image>) {
  return { ...REQUEST, image };
}
