import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { VideoRecord } from '../../../domain/video/record.ts';
import type { ApiFixture } from '../api-fixture.ts';
import { FAILED, startApi, videoRecord } from '../api-fixture.ts';
import type { RawClient } from '../raw-socket.ts';
import { rawClient } from '../raw-socket.ts';

let api: ApiFixture;
let clients: RawClient[];

beforeEach(async () => {
  clients = [];
  api = await startApi({
    pace: { lookEveryMs: 20, commentEveryMs: 10, unreadForMs: 150 },
    client: {
      describe: async () => ({ state: 'open', stage: 'generate', live: [] }),
      state: async () => null,
    },
  });
});
afterEach(async () => {
  for (const { socket } of clients) socket.destroy();
  await api.close();
});

async function running(): Promise<VideoRecord> {
  const record = videoRecord({ status: 'in_progress' });
  await api.records.create(record);
  return record;
}

const end = (record: VideoRecord) =>
  api.records.close('default', record.id, { ...record.snapshot, ...FAILED });

const events = ({ id }: VideoRecord) => `GET /v1/videos/${id}/events`;

function client(reads: boolean): RawClient {
  const made = rawClient(api.url, { reads });
  clients.push(made);
  return made;
}

async function watchers(): Promise<number> {
  const { text } = await api.call('GET', '/metrics');
  return Number(/^\S*event_watchers\S* (\d+)$/m.exec(text)?.[1]);
}

const watched = (count: number) =>
  vi.waitFor(async () => expect(await watchers()).toBe(count), { timeout: 3_000, interval: 20 });

describe('a stream that cannot be read', () => {
  test('behind another on its connection is let go when its video has ended', async () => {
    const [endless, ending] = [await running(), await running()];
    const { send, closed } = client(true);
    send(events(endless), events(ending));
    await watched(2);
    await end(ending);
    // By then comments were due, each of which would have been a write after the end.
    await closed;
    await watched(0);
    expect((await api.call('GET', '/healthz')).status).toBe(200);
  });

  test('is let go though its video goes on, and never ends the process', async () => {
    const { send } = client(false);
    const endless = await running();
    send(events(endless), events(endless), events(endless));
    await watched(3);
    await watched(0);
  });

  test('by a client that hangs up is over at once', async () => {
    const { send, socket } = client(true);
    send(events(await running()));
    await watched(1);
    socket.resetAndDestroy();
    await watched(0);
  });
});

test('a stream is the last answer on its connection', async () => {
  const record = await running();
  const { send, received, closed } = client(true);
  send(events(record), 'GET /healthz');
  await watched(1);
  await end(record);
  await closed;
  expect(received()).toContain('event: video.failed');
  expect(received()).not.toContain('alive');
});

test('a connection that sends on without waiting for answers is cut', async () => {
  const record = await running();
  const { send, closed } = client(true);
  send(...Array.from({ length: 200 }, () => events(record)));
  await closed;
  await watched(0);
});

test('requests one behind the other are answered in their order', async () => {
  const { send, received } = client(true);
  send('GET /healthz', 'GET /nowhere', 'GET /healthz');
  await vi.waitUntil(() => received().split('"alive"').length === 3);
  expect([...received().matchAll(/HTTP\/1.1 (\d+)/g)].map(([, status]) => status)).toEqual([
    '200',
    '404',
    '200',
  ]);
});
