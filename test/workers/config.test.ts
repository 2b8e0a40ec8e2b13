import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ConfigError } from '../../config/config-error.ts';
import { readWorkerConfig } from '../../workers/config.ts';

let dir: string;
let good: NodeJS.ProcessEnv;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'promptreel-config-'));
  good = {
    PROMPTREEL_DATA_DIR: dir,
    PROMPTREEL_SECRET: 'a-secret-of-the-tests',
    PROMPTREEL_VIDEO_SERVERS: 'local=http://127.0.0.1:8100/v1',
    TEMPORAL_CONFIG_FILE: join(dir, 'none.toml'),
  };
});
afterAll(() => rm(dir, { recursive: true }));

test('what is not set has a default that works on one machine', () => {
  expect(readWorkerConfig(good)).toMatchObject({
    roles: ['workflow', 'io', 'media'],
    name: 'all',
    host: '127.0.0.1',
    port: 0,
    hookUrl: null,
    scratchRoot: join(dir, 'scratch'),
    maxTakeBytes: 1_000_000_000,
    accountHosts: ['127.0.0.1:8100'],
    allowHosts: [],
    tenants: ['default'],
    store: { location: `file:${join(dir, 'objects')}` },
  });
});

test('a role of its own polls for nothing else', () => {
  expect(readWorkerConfig({ ...good, PROMPTREEL_WORKER_ROLE: 'media' })).toMatchObject({
    roles: ['media'],
    name: 'media',
  });
});

test('an empty setting is one that is not set', () => {
  expect(
    readWorkerConfig({ ...good, PROMPTREEL_HOOK_URL: '', PROMPTREEL_MEDIA_SLOTS: '' }),
  ).toEqual(readWorkerConfig(good));
});

test('a server may be reached though it is not public, and so may what is listed', () => {
  const env = {
    ...good,
    PROMPTREEL_VIDEO_SERVERS: 'a=https://models.example/v1,b=http://10.0.0.7/v1',
    PROMPTREEL_ALLOW_HOSTS: ' images.local:8080 ,',
  };
  expect(readWorkerConfig(env)).toMatchObject({
    accountHosts: ['models.example:443', '10.0.0.7:80'],
    allowHosts: ['images.local:8080'],
  });
});

test.each([
  ['PROMPTREEL_WORKER_ROLE', 'cook'],
  ['PROMPTREEL_WORKER_PORT', '70000'],
  ['PROMPTREEL_WORKER_PORT', 'http'],
  ['PROMPTREEL_VIDEO_SERVERS', ''],
  ['PROMPTREEL_VIDEO_SERVERS', 'local'],
  ['PROMPTREEL_HOOK_URL', 'localhost'],
  ['PROMPTREEL_HOOK_URL', 'ftp://localhost/hooks'],
  ['PROMPTREEL_MEDIA_SLOTS', '0'],
  ['PROMPTREEL_MAX_TAKE_MB', 'much'],
  ['PROMPTREEL_WORKER_GRACE_SECONDS', '-1'],
  ['PROMPTREEL_LOG_LEVEL', 'loud'],
  ['PROMPTREEL_STORE', 's3://bucket'],
  ['PROMPTREEL_SECRET', 'short'],
  ['PROMPTREEL_API_KEYS', 'hidden-key-without-tenant'],
])('%s=%s is refused in one sentence that names it', (name, value) => {
  const read = () => readWorkerConfig({ ...good, [name]: value });
  expect(read).toThrow(ConfigError);
  expect(read).toThrow(new RegExp(`^[^\\n]*${name}[^\\n]*\\.$`));
  expect(read).not.toThrow(/hidden-key|Invalid input/);
});

test('an unreadable profile of Temporal is refused in one sentence', async () => {
  const file = join(dir, 'broken.toml');
  await writeFile(file, 'not = [toml');
  const read = () => readWorkerConfig({ ...good, TEMPORAL_CONFIG_FILE: file });
  expect(read).toThrow(ConfigError);
  expect(read).toThrow(/^Temporal's configuration cannot be read: /);
});
