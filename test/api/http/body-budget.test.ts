import { once } from 'node:events';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { request } from 'node:http';
import express from 'express';
import { afterEach, expect, test, vi } from 'vitest';
import { contextOf, setContext } from '../../../api/http/answer-context.ts';
import { boundBodies } from '../../../api/http/body-budget.ts';
import type { Listening } from '../../../api/http/listen.ts';
import { listen, stopListening } from '../../../api/http/listen.ts';
import { problemAnswers } from '../../../api/http/problem-answers.ts';
import { openLog } from '../../../telemetry/log.ts';

const MEGABYTE = 1 << 20;
let listening: Listening;
let sent: ClientRequest[] = [];
afterEach(async () => {
  for (const each of sent) each.destroy();
  sent = [];
  await stopListening(listening.server, 100);
});

/** Reads each body whole, and answers only what it is told to let go. */
async function start(limits: Parameters<typeof boundBodies>[0]) {
  const app = express();
  let [inside, most] = [0, 0];
  app.use((req, res, next) => {
    setContext(res, { tenant: req.get('Tenant') ?? 'default' });
    next();
  });
  app.use(boundBodies(limits));
  app.post('/', (req, res) => {
    inside += 1;
    most = Math.max(most, inside);
    const leave = (): void => {
      inside -= 1;
      if (req.get('Waits') === undefined) res.end('read');
      else contextOf(res).releaseBody();
    };
    req.resume().once('end', leave);
    req.once('error', () => (inside -= 1));
  });
  app.use(
    problemAnswers({ log: openLog({ part: 'test', level: 'silent' }), publicUrl: 'http://x' }),
  );
  listening = await listen(app, { host: '127.0.0.1', port: 0 });
  return { inside: () => inside, most: () => most };
}

function upload(bytes: number, headers: Record<string, string> = {}): ClientRequest {
  const made = request(listening.url, {
    method: 'POST',
    agent: false,
    headers: { 'Content-Type': 'multipart/form-data', 'Content-Length': bytes, ...headers },
  });
  made.on('error', () => undefined).flushHeaders();
  sent.push(made);
  return made;
}

async function answer(made: ClientRequest): Promise<number | undefined> {
  const [response]: IncomingMessage[] = await once(made, 'response');
  response?.resume();
  return response?.statusCode;
}

test('bodies come in as far as there is room, the others wait for their turn', async () => {
  const { inside, most } = await start({ total: 3 * MEGABYTE, tenant: 3 * MEGABYTE });
  const uploads = Array.from({ length: 9 }, () => upload(MEGABYTE));
  const answers = uploads.map((each) => answer(each));
  await vi.waitUntil(() => inside() === 3);
  for (const each of uploads) each.end(Buffer.alloc(MEGABYTE));
  expect(await Promise.all(answers)).toEqual(Array.from({ length: 9 }, () => 200));
  expect(most()).toBe(3);
});

test('one that waited too long is a 429, and a small one never waits', async () => {
  const { inside } = await start({ total: MEGABYTE, waitMs: 50 });
  upload(MEGABYTE);
  await vi.waitUntil(() => inside() === 1);
  expect(await answer(upload(MEGABYTE))).toBe(429);
  const small = upload(10);
  small.end(Buffer.alloc(10));
  expect(await answer(small)).toBe(200);
});

test('one tenant leaves room for the others', async () => {
  const { inside } = await start({ total: 4 * MEGABYTE, tenant: 2 * MEGABYTE, waitMs: 50 });
  for (let at = 0; at < 3; at += 1) upload(MEGABYTE, { Tenant: 'greedy' });
  await vi.waitUntil(() => inside() === 2);
  const other = upload(MEGABYTE, { Tenant: 'other' });
  other.end(Buffer.alloc(MEGABYTE));
  expect(await answer(other)).toBe(200);
});

test('room is free again when its sender hangs up, or its route has let go of it', async () => {
  const { inside } = await start({ total: MEGABYTE });
  const gone = upload(MEGABYTE);
  await vi.waitUntil(() => inside() === 1);
  gone.destroy();
  const waits = upload(MEGABYTE, { Waits: 'long' });
  waits.end(Buffer.alloc(MEGABYTE));
  const next = upload(MEGABYTE);
  next.end(Buffer.alloc(MEGABYTE));
  expect(await answer(next)).toBe(200);
});

test('a body that drips is cut', async () => {
  const { inside } = await start({ windowMs: 30 });
  const slow = upload(MEGABYTE);
  const drip = setInterval(() => slow.write('x'), 5);
  await new Promise((resolve) => slow.once('close', resolve));
  clearInterval(drip);
  await vi.waitUntil(() => inside() === 0);
});

test('a body that does not say its size counts as the largest there is', async () => {
  const { inside } = await start({ total: 2 * MEGABYTE, tenant: 2 * MEGABYTE, waitMs: 50 });
  const chunked = request(listening.url, {
    method: 'POST',
    agent: false,
    headers: { 'Content-Type': 'multipart/form-data', 'Transfer-Encoding': 'chunked' },
  });
  sent.push(chunked.on('error', () => undefined));
  chunked.flushHeaders();
  expect(await answer(chunked)).toBe(429);
  expect(inside()).toBe(0);
});
