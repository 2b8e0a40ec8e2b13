import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type Program, runToEnd, startProgram } from '../program.ts';
import { portOf } from '../../bound-port.ts';

const PROGRAM = 'openai-videos/main.ts';
const SMALL = { prompt: 'a quiet lake', size: '128x72', seconds: '1', fps: 8 };
/** Long enough to be caught at work, and never painted to its end. */
const LONG = { prompt: 'a quiet lake', size: '1280x720', seconds: '60', fps: 30 };

type Json = Record<string, unknown>;

async function folder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'local-model-test-'));
}

async function create(url: string, body: Json, headers: Record<string, string> = {}) {
  const response = await fetch(`${url}/v1/videos`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const json: Json = JSON.parse(await response.text());
  return { status: response.status, headers: response.headers, json, id: String(json['id']) };
}

async function get(url: string, path: string): Promise<{ status: number; json: Json }> {
  const response = await fetch(`${url}/v1${path}`);
  return { status: response.status, json: JSON.parse(await response.text()) };
}

const jobsOf = ({ json }: { json: Json }): Json[] =>
  z.object({ data: z.array(z.record(z.string(), z.unknown())) }).parse(json).data;

async function until(url: string, id: string, status: string): Promise<Json> {
  return expect
    .poll(async () => (await get(url, `/videos/${id}`)).json, { timeout: 25_000, interval: 100 })
    .toMatchObject({ status })
    .then(async () => (await get(url, `/videos/${id}`)).json);
}

async function createsLog(data: string): Promise<Json[]> {
  const lines = (await readFile(join(data, 'creates.log'), 'utf8')).trim().split('\n');
  return lines.map((line): Json => JSON.parse(line));
}

describe('one server', () => {
  let data: string;
  let server: Program;
  beforeAll(async () => {
    data = await folder();
    server = await startProgram(PROGRAM, ['--data', data]);
  });
  afterAll(async () => {
    await server.stop();
    await rm(data, { recursive: true });
  });

  it('paints a clip from a JSON create and tells every field of the job', async () => {
    const metadata = { promptreel_reference: 'vid_a/0/1' };
    const made = await create(server.url, { ...SMALL, seed: 7, generate_sound: true, metadata });
    expect(made.status).toBe(200);
    expect(made.json).toMatchObject({
      object: 'video',
      model: 'painter',
      prompt: SMALL.prompt,
      seconds: '1',
      size: '128x72',
      seed: 7,
      metadata,
      error: null,
    });
    const done = await until(server.url, made.id, 'completed');
    expect(done).toMatchObject({ progress: 100, expires_at: expect.any(Number) });
    const content = await fetch(`${server.url}/v1/videos/${made.id}/content`);
    const bytes = Buffer.from(await content.arrayBuffer());
    expect(content.headers.get('content-type')).toBe('video/mp4');
    expect(Number(content.headers.get('content-length'))).toBe(bytes.length);
    expect(bytes.subarray(4, 8).toString()).toBe('ftyp');
    const range = await fetch(`${server.url}/v1/videos/${made.id}/content`, {
      headers: { range: 'bytes=4-7' },
    });
    expect(range.status).toBe(206);
    expect(await range.text()).toBe('ftyp');
  });

  it('keeps a clip for a day, and for an hour once it was fetched whole', async () => {
    const { id } = await create(server.url, SMALL);
    const kept = async () => {
      const { expires_at: end } = await until(server.url, id, 'completed');
      return Number(end) - Date.now() / 1000;
    };
    await until(server.url, id, 'completed');
    const content = `${server.url}/v1/videos/${id}/content`;
    await (await fetch(content, { headers: { range: 'bytes=0-9' } })).bytes();
    await (await fetch(content, { method: 'HEAD' })).bytes();
    expect(await kept()).toBeGreaterThan(23 * 3600);
    await (await fetch(content)).bytes();
    await expect.poll(kept).toBeLessThan(2 * 3600);
    expect((await fetch(content)).status).toBe(200);
  });

  it('takes the same create as a multipart form with an image', async () => {
    const png = await readFile(new URL('../one-pixel.png', import.meta.url));
    const form = new FormData();
    for (const [name, value] of Object.entries(SMALL)) form.set(name, String(value));
    form.set('metadata', JSON.stringify({ promptreel_reference: 'vid_b/0/1' }));
    form.set('input_reference', new Blob([png], { type: 'image/png' }), 'first.png');
    const response = await fetch(`${server.url}/v1/videos`, { method: 'POST', body: form });
    const json: Json = JSON.parse(await response.text());
    expect(json).toMatchObject({ metadata: { promptreel_reference: 'vid_b/0/1' }, seconds: '1' });
    await until(server.url, String(json['id']), 'completed');
  });

  it('makes one job of one key, however many ask at once, and logs each create', async () => {
    const headers = { 'idempotency-key': 'vid_c/0/1' };
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        // Where the webhook goes may change between two attempts; the job is the same.
        create(server.url, { ...SMALL, webhook_url: `http://127.0.0.1:9/${at}` }, headers),
      ),
    );
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    const lines = (await createsLog(data)).filter(
      (line) => line['idempotency_key'] === 'vid_c/0/1',
    );
    expect(lines).toHaveLength(20);
    expect(lines.filter((line) => line['outcome'] === 'accepted')).toHaveLength(1);
    const other = await create(server.url, { ...SMALL, prompt: 'another' }, headers);
    expect(other).toMatchObject({
      status: 409,
      json: { error: { code: 'idempotency_key_reused' } },
    });
  });

  it('does not make a deleted job again under the same key', async () => {
    const headers = { 'idempotency-key': 'vid_d/0/1' };
    const { id } = await create(server.url, LONG, headers);
    await until(server.url, id, 'in_progress');
    expect((await get(server.url, `/videos/${id}/content`)).status).toBe(409);
    const deleted = await fetch(`${server.url}/v1/videos/${id}`, { method: 'DELETE' });
    expect(await deleted.json()).toEqual({ id, object: 'video.deleted', deleted: true });
    expect((await get(server.url, `/videos/${id}`)).status).toBe(404);
    expect((await create(server.url, LONG, headers)).json).toMatchObject({
      error: { code: 'job_deleted' },
    });
    // The one painter is free again, so the delete has stopped it.
    await until(server.url, (await create(server.url, SMALL)).id, 'completed');
    expect((await readdir(join(data, 'clips'))).filter((name) => name.includes(id))).toEqual([]);
  });

  it.each([
    ['prompt', { ...SMALL, prompt: ' ' }],
    ['model', { ...SMALL, model: 'sora-2' }],
    ['size', { ...SMALL, size: 'large' }],
    ['width', { ...SMALL, size: '127x72' }],
    ['seconds', { ...SMALL, seconds: '900' }],
    ['seconds', { ...SMALL, seconds: 'four' }],
    ['fps', { ...SMALL, fps: 1000 }],
    ['metadata', { ...SMALL, metadata: { deep: {} } }],
    ['webhook_url', { ...SMALL, webhook_url: 'file:///etc/passwd' }],
    ['input_reference', { ...SMALL, input_reference: { image_url: 'http://127.0.0.1/a.png' } }],
  ])('refuses a wrong %s by name', async (param, body) => {
    expect(await create(server.url, body)).toMatchObject({
      status: 400,
      json: { error: { type: 'invalid_request_error', param } },
    });
  });

  it('counts seconds that are not whole in frames', async () => {
    const body = { ...SMALL, seconds: '1.5', num_frames: 12 };
    expect((await create(server.url, body)).json).toMatchObject({ seconds: '1.5' });
  });

  it('lists page by page in either order', async () => {
    const newest = await get(server.url, '/videos?limit=2');
    const [first, second] = jobsOf(newest);
    expect(newest.json).toMatchObject({ object: 'list', has_more: true, last_id: second?.['id'] });
    const next = await get(server.url, `/videos?limit=100&after=${String(first?.['id'])}`);
    expect(jobsOf(next)[0]?.['id']).toBe(second?.['id']);
    const oldest = await get(server.url, '/videos?limit=100&order=asc');
    expect(jobsOf(oldest).at(-1)?.['id']).toBe(first?.['id']);
  });

  it('tells its model first and what can be relied on', async () => {
    expect((await get(server.url, '/models')).json).toMatchObject({
      data: [{ id: 'painter', capabilities: { idempotency_key: true, webhook: true } }],
    });
  });

  it('keeps a second server off its folder and says who has it', async () => {
    const { status, stderr } = await runToEnd(PROGRAM, ['--data', data]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/in use by another local model server \(process \d+\)/);
  });
});

describe('a server of its own', () => {
  let data: string;
  let server: Program | undefined;
  const start = async (...args: string[]) => {
    data ??= await folder();
    server = await startProgram(PROGRAM, ['--data', data, ...args]);
    return server;
  };
  beforeAll(async () => {
    data = await folder();
  });
  afterEach(async () => {
    await server?.stop();
    await rm(data, { recursive: true });
    data = await folder();
  });
  afterAll(() => rm(data, { recursive: true }));

  it('goes on after a kill with every job that it had confirmed', async () => {
    const first = await start();
    const running = await create(first.url, { ...SMALL, seconds: '10', fps: 24 });
    const waiting = await create(first.url, SMALL, { 'idempotency-key': 'k' });
    await until(first.url, running.id, 'in_progress');
    await first.stop('SIGKILL');
    const second = await start();
    expect((await create(second.url, SMALL, { 'idempotency-key': 'k' })).id).toBe(waiting.id);
    const done = await until(second.url, waiting.id, 'completed');
    expect(done['seed']).toBe(waiting.json['seed']);
    await until(second.url, running.id, 'completed');
    expect((await createsLog(data)).filter((line) => line['outcome'] === 'accepted')).toHaveLength(
      2,
    );
    expect((await readdir(join(data, 'clips'))).filter((name) => name.includes('.part'))).toEqual(
      [],
    );
  });

  it('has kept every job that it had confirmed, whenever the kill came, and made none twice', async () => {
    const confirmed = new Map<string, Set<string>>();
    const ask = async (url: string, key: string) => {
      const { status, id } = await create(url, LONG, { 'idempotency-key': key });
      if (status === 200) confirmed.set(key, (confirmed.get(key) ?? new Set()).add(id));
    };
    for (const delay of [0, 3, 7, 12, 20, 300]) {
      const program = await startProgram(PROGRAM, ['--data', data]);
      // Every key is asked for again in every round, as by a client whose answer was lost.
      const keys = Array.from({ length: 8 }, (_, at) => `take-${at}`);
      const asking = Promise.allSettled(keys.map((key) => ask(program.url, key)));
      await sleep(delay);
      await program.stop('SIGKILL');
      await asking;
    }
    const { url } = await start();
    const list = await get(url, '/videos?limit=100');
    const ids = jobsOf(list).map((job) => job['id']);
    expect(ids).toHaveLength(8);
    expect([...confirmed.values()].filter((each) => each.size !== 1)).toEqual([]);
    const told = [...confirmed.values()].flatMap((each) => [...each]);
    expect(ids).toEqual(expect.arrayContaining(told));
    const accepted = (await createsLog(data)).filter((line) => line['outcome'] === 'accepted');
    expect(accepted).toHaveLength(ids.length);
    expect(new Set(accepted.map((line) => line['job']))).toEqual(new Set(ids));
  });

  it('ends at once on SIGTERM and keeps what is unfinished', async () => {
    const first = await start();
    const { id } = await create(first.url, LONG);
    await until(first.url, id, 'in_progress');
    expect(await first.stop()).toBe(0);
    const second = await start();
    expect((await get(second.url, `/videos/${id}`)).status).toBe(200);
  });

  it('answers 429 with a time when its queue is full, but still knows a key', async () => {
    const { url } = await start('--queue-limit', '1');
    const running = await create(url, LONG);
    await until(url, running.id, 'in_progress');
    const waiting = await create(url, LONG, { 'idempotency-key': 'k' });
    const refused = await create(url, LONG);
    expect(refused).toMatchObject({ status: 429, json: { error: { code: 'queue_full' } } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await create(url, LONG, { 'idempotency-key': 'k' })).id).toBe(waiting.id);
  });

  it('asks for its key when it has one', async () => {
    const { url } = await start('--api-key', 'right');
    expect((await create(url, SMALL)).status).toBe(401);
    expect((await create(url, SMALL, { authorization: 'Bearer wrong' })).status).toBe(401);
    expect((await create(url, SMALL, { authorization: 'Bearer right' })).status).toBe(200);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  it('sends its webhook with a valid signature, and again when nobody took it', async () => {
    const secret = `whsec_${Buffer.from('a secret of the test').toString('base64')}`;
    const received: { headers: Record<string, string>; body: string }[] = [];
    const receiver = createServer((request, response) => {
      const answer = async () => {
        const headers = z.record(z.string(), z.string()).parse(request.headers);
        received.push({ headers, body: await text(request) });
        response.writeHead(received.length === 1 ? 503 : 204).end();
      };
      answer().catch(() => response.destroy());
    });
    receiver.listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    const port = portOf(receiver);
    const { url } = await start('--webhook-secret', secret);
    const { id } = await create(url, { ...SMALL, webhook_url: `http://127.0.0.1:${port}/hook` });
    await expect.poll(() => received.length, { timeout: 20_000 }).toBe(2);
    receiver.close();
    const [first, second] = received;
    expect(first?.body).toBe(second?.body);
    for (const { body, headers } of received) {
      expect(new Webhook(secret).verify(body, headers)).toMatchObject({
        type: 'video.completed',
        data: { id },
      });
    }
  });
});
