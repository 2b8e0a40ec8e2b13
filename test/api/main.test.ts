import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readApiConfig } from '../../api/config.ts';
import { portOf } from '../bound-port.ts';

const ROOT = resolve(import.meta.dirname, '../..');
let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'api-main-'));
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

const settings = (more: Record<string, string> = {}) => ({
  PROMPTREEL_DATA_DIR: dataDir,
  PROMPTREEL_PORT: '0',
  PROMPTREEL_SECRET: 'long enough to be a secret',
  PROMPTREEL_VIDEO_SERVERS: 'local=http://127.0.0.1:1/v1',
  TEMPORAL_ADDRESS: '127.0.0.1:1',
  ...more,
});

function start(more: Record<string, string> = {}) {
  const child = spawn(process.execPath, [join(ROOT, 'api/main.ts')], {
    cwd: dataDir,
    env: { PATH: process.env.PATH, ...settings(more) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return {
    child,
    errors: text(child.stderr),
    exit: once(child, 'exit'),
  };
}

async function listening(child: ReturnType<typeof start>['child']): Promise<string> {
  const [line]: Buffer[] = await once(child.stdout, 'data');
  const told: { listening: string } = JSON.parse(String(line));
  return told.listening;
}

describe('the API process', () => {
  test('says on one line where it listens, ends its streams on SIGTERM and stops with 0', async () => {
    const { child, errors, exit } = start();
    const url = await listening(child);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    // Temporal is away, so this request is being answered when the signal comes.
    const busy = fetch(`${url}/readyz`);
    await new Promise((resolve_) => {
      setTimeout(resolve_, 300);
    });
    child.kill('SIGTERM');
    expect((await busy).status).toBe(503);
    expect(await exit).toEqual([0, null]);
    for (const line of (await errors).trim().split('\n')) JSON.parse(line);
  });

  test('says in one sentence that its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const port = portOf(other);
    const { errors, exit } = start({ PROMPTREEL_PORT: String(port) });
    expect(await exit).toEqual([1, null]);
    expect(await errors).toMatch(/^Something else listens on 127.0.0.1, port \d+: .*\n$/);
    other.close();
  });
});

describe('a setting that cannot be used is told in one sentence', () => {
  test.each([
    [{ PROMPTREEL_PORT: 'http' }, /PROMPTREEL_PORT must be a port number/],
    [{ PROMPTREEL_HOST: '0.0.0.0' }, /PROMPTREEL_HOST is 0\.0\.0\.0.*set PROMPTREEL_API_KEYS/],
    [{ PROMPTREEL_HOST: 'example.test' }, /others can reach/],
    [{ PROMPTREEL_PUBLIC_URL: 'videos' }, /PROMPTREEL_PUBLIC_URL must be an http/],
    [{ PROMPTREEL_VIDEO_SERVERS: '' }, /PROMPTREEL_VIDEO_SERVERS must name/],
    [{ PROMPTREEL_VIDEO_SERVERS: 'local=nowhere' }, /local/],
    [{ PROMPTREEL_API_KEYS: 'no colon' }, /entry 1 is not/],
    [{ PROMPTREEL_SECRET: 'short' }, /PROMPTREEL_SECRET must have at least/],
    [{ PROMPTREEL_STORE: 's3://bucket' }, /PROMPTREEL_STORE must be/],
    [{ PROMPTREEL_LOG_LEVEL: 'loud' }, /PROMPTREEL_LOG_LEVEL must be one of/],
  ])('%j', (more, sentence) => {
    expect(() => readApiConfig(settings(more))).toThrow(sentence);
  });

  test('and a key is never quoted', () => {
    const keys = { PROMPTREEL_API_KEYS: 'acme:k1,SECRET-without-tenant' };
    expect(() => readApiConfig(settings(keys))).toThrow(/entry 2/);
    expect(() => readApiConfig(settings(keys))).not.toThrow(/SECRET/);
  });
});

test('with keys it may listen for others, and knows all tenants', () => {
  const config = readApiConfig(
    settings({ PROMPTREEL_HOST: '0.0.0.0', PROMPTREEL_API_KEYS: 'acme:k:1, acme:k2,other:k3' }),
  );
  expect(config.keys[0]).toEqual({ tenant: 'acme', key: 'k:1' });
  expect(config.tenants).toEqual(['default', 'acme', 'other']);
});
