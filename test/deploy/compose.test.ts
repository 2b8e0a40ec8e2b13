import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cruise } from 'dependency-cruiser';
import { expect, test } from 'vitest';
import { readPinnedTool } from '../../stack/setup/versions.ts';
import { readApiConfig } from '../../api/config.ts';
import type { SettingReader } from '../../config/setting.ts';
import { rowOf } from '../../config/settings.ts';
import {
  ROLE_QUEUES,
  SEARCH_ATTRIBUTES,
  SWEEP_SCHEDULE_ID,
  taskQueue,
} from '../../temporal/names.ts';
import { readWorkerConfig } from '../../workers/config.ts';
import { importRules, resultOf } from '../architecture/cruise.ts';
import { ROOT } from '../architecture/tree.ts';
import type { Manifest } from '../architecture/tree-rules.ts';
import { composeServices } from './compose-file.ts';

const services = await composeServices();
const all = Object.entries(services);
const ours = all.filter(([, { build }]) => build !== undefined);
const waitedFor = new Set(
  all.flatMap(([, { depends_on: needs = {} }]) =>
    Object.entries(needs)
      .filter(([, { condition }]) => condition === 'service_completed_successfully')
      .map(([name]) => name),
  ),
);
const serving = all.filter(([name]) => !waitedFor.has(name));

const text = (path: string) => readFileSync(`${ROOT}${path}`, 'utf8');
const manifest: Manifest & { version: string } = JSON.parse(text('package.json'));
const tagOf = (service: string) => services[service]?.image.split(':')[1];

test.each(all)('%s runs an image of one exact version', (_, { image }) => {
  expect(image).toMatch(/^[a-z0-9/-]+:\d+\.\d+(\.\d+)?(-[a-z0-9.]+)?$/);
});

test('versions that are pinned elsewhere are the same here', () => {
  expect(ours.map(([, { image }]) => image)).toEqual(
    ours.map(() => `promptreel:${manifest.version}`),
  );
  expect(tagOf('temporal-schema')).toBe(tagOf('temporal'));
  const emulator = readPinnedTool(ROOT, 'gcs-emulator', 'github.com/fsouza/fake-gcs-server');
  expect(tagOf('gcs')).toBe(emulator.version);
  expect(text('Dockerfile')).toContain(`FROM node:${manifest.devDependencies?.['node']}-bookworm`);
});

test('no port is open beyond this machine', () => {
  const ports = all.flatMap(([, service]) => service.ports ?? []);
  expect(ports.length).toBeGreaterThan(0);
  expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
});

test('jobs end, and everything else comes back after a crash', () => {
  const once = all.filter(([name]) => waitedFor.has(name));
  expect(once.map(([name, { restart }]) => [name, restart])).toEqual(
    ['gcs-bucket', 'temporal-register', 'temporal-schema', 'temporal-serving'].map((name) => [
      name,
      'on-failure',
    ]),
  );
  expect(new Set(serving.map(([, { restart }]) => restart))).toEqual(new Set(['unless-stopped']));
});

test('what serves says whether it is well, and is limited in memory', () => {
  // The UI's image has no tool to ask it with, and nothing waits for it.
  const asked = serving.filter(([name]) => name !== 'temporal-ui');
  expect(asked.filter(([, { healthcheck }]) => !healthcheck).map(([name]) => name)).toEqual([]);
  expect(serving.filter(([, { mem_limit: limit }]) => !limit).map(([name]) => name)).toEqual([]);
});

test('a condition on health is put only on what tells its health', () => {
  const healthy = all.flatMap(([, { depends_on: needs = {} }]) =>
    Object.entries(needs).filter(([, { condition }]) => condition === 'service_healthy'),
  );
  expect(healthy.filter(([name]) => services[name]?.healthcheck === undefined)).toEqual([]);
});

test('the pages are built in a stage of their own, and the image that runs holds no tool for it', () => {
  const stages = text('Dockerfile')
    .split(/^(?=FROM )/m)
    .slice(1);
  expect(stages).toHaveLength(2);
  const [build = '', final = ''] = stages;
  expect(build).toContain('vite build web');
  // web/tsconfig.json extends it, and the build reads both.
  expect(text('.dockerignore')).toContain('!tsconfig.json\n');
  expect(final).toContain('npm ci --omit=dev');
  expect(final).toContain('COPY --from=web /app/web/dist web/dist');
  expect(final).not.toContain('vite');
  for (const stage of stages) {
    expect(stage).toMatch(new RegExp(`^FROM node:${manifest.devDependencies?.['node']}-bookworm`));
  }
});

test('our containers run without root and without capabilities', () => {
  expect(text('Dockerfile')).toMatch(/^USER node$/m);
  for (const [, service] of ours) {
    expect(service.cap_drop).toEqual(['ALL']);
    expect(service.security_opt).toEqual(['no-new-privileges:true']);
  }
});

const PUBLIC = 'https://videos.example';
const HIDDEN = {
  PROMPTREEL_API_KEYS: 'acme:a-key-of-our-own',
  PROMPTREEL_SECRET: 'a-secret-of-our-own-that-is-long',
};

test.each([
  [{}, /set PROMPTREEL_SECRET and PROMPTREEL_API_KEYS to/],
  [{ PROMPTREEL_SECRET: HIDDEN.PROMPTREEL_SECRET }, /set PROMPTREEL_API_KEYS to/],
  [{ PROMPTREEL_API_KEYS: HIDDEN.PROMPTREEL_API_KEYS }, /set PROMPTREEL_SECRET to/],
])(
  'the API refuses passwords that stand in this file when others can reach it: %j',
  (own, said) => {
    const env = { ...environmentOf('api'), PROMPTREEL_PUBLIC_URL: PUBLIC, ...own };
    expect(() => readApiConfig(env)).toThrow(said);
    expect(() => readApiConfig({ ...env, ...HIDDEN })).not.toThrow();
  },
);

test.each([
  [PUBLIC, 'local-only-change-me', 1],
  ['http://127.0.0.1:8787', 'local-only-change-me', 0],
  [PUBLIC, 'a-password-of-our-own', 0],
])('with %s and the database password %s its job ends with %d', async (url, password, code) => {
  const bin = await mkdtemp(join(tmpdir(), 'promptreel-schema-'));
  await writeFile(join(bin, 'temporal-sql-tool'), '#!/bin/sh\n', { mode: 0o755 });
  const { status, stderr } = spawnSync('sh', [`${ROOT}deploy/temporal/schema.sh`], {
    encoding: 'utf8',
    env: {
      PATH: `${bin}:${process.env.PATH}`,
      SQL_HOST: 'nowhere',
      SQL_USER: 'temporal',
      SQL_PASSWORD: password,
      PUBLIC_URL: url,
    },
  });
  await rm(bin, { recursive: true });
  expect(status).toBe(code);
  expect(stderr.includes('Set POSTGRES_PASSWORD')).toBe(code === 1);
});

test('there is a worker for every task queue', () => {
  const roles = ours.map(([, { environment }]) => environment?.['PROMPTREEL_WORKER_ROLE']);
  expect(new Set(roles.filter((role) => role !== undefined))).toEqual(
    new Set(Object.keys(ROLE_QUEUES)),
  );
});

test('every part of ours is on the same namespace', () => {
  const named = ours.map(([, { environment }]) => environment?.['TEMPORAL_NAMESPACE']);
  expect(new Set(named.filter((name) => name !== undefined))).toEqual(new Set(['promptreel']));
});

const environmentOf = (name: string) => ({
  PROMPTREEL_DATA_DIR: '/data',
  ...services[name]?.environment,
});

test('the API starts with its settings, and has keys because others can reach it', () => {
  const { host, keys, tenants } = readApiConfig(environmentOf('api'));
  expect(host).toBe('0.0.0.0');
  expect(keys).not.toEqual([]);
  expect(tenants).toContain('default');
});

test.each(Object.keys(ROLE_QUEUES))(
  'the %s worker starts and is in the world of the API',
  (role) => {
    const api = readApiConfig(environmentOf('api'));
    const worker = readWorkerConfig(environmentOf(`worker-${role}`));
    expect(worker.roles).toEqual([role]);
    for (const shared of ['tenants', 'secret', 'store', 'videoServers', 'temporal'] as const) {
      expect(worker[shared]).toEqual(api[shared]);
    }
  },
);

test('a worker has done what it has before its container is killed', () => {
  for (const role of Object.keys(ROLE_QUEUES)) {
    const { graceMs } = readWorkerConfig(environmentOf(`worker-${role}`));
    const [, seconds] = /^(\d+)s$/.exec(services[`worker-${role}`]?.stop_grace_period ?? '') ?? [];
    expect(graceMs).toBeLessThan(Number(seconds) * 1_000);
  }
});

test('what is registered with Temporal is written in temporal/names.ts only', () => {
  const texts = ['docker-compose.yml', 'deploy/temporal/schema.sh'].map(text).join('\n');
  const names = [
    ...Object.keys(SEARCH_ATTRIBUTES),
    ...Object.values(ROLE_QUEUES).flat().map(taskQueue),
  ];
  expect([...names, SWEEP_SCHEDULE_ID].filter((name) => texts.includes(name))).toEqual([]);
});

test('every program and every mounted file exists', () => {
  const programs = ours.map(([, { command }]) => command?.[1] ?? '(none)');
  const mounted = all
    .flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(':')[0] ?? ''))
    .filter((path) => path.startsWith('/'))
    .map((path) => path.slice(ROOT.length));
  expect([...programs, ...mounted].filter((path) => !existsSync(`${ROOT}${path}`))).toEqual([]);
});

/** Whom of the table of settings a program is. */
const PARTS: Record<string, SettingReader> = { 'api/main.ts': 'A', 'workers/main.ts': 'W' };

test('every setting is one that its service reads', () => {
  const unread = ours.flatMap(([name, { command, environment }]) => {
    const part = PARTS[command?.[1] ?? ''];
    const names = Object.keys(environment ?? {});
    const read = (setting: string) => {
      const parts = rowOf(setting)?.parts;
      return part === undefined ? parts !== undefined : parts?.includes(part);
    };
    // One list for all: what a service does not read is handed to it in vain, and shows nothing.
    return names.filter((setting) => !read(setting)).map((setting) => `${name}: ${setting}`);
  });
  expect(unread).toEqual([]);
});

test('the image holds every file that its programs import', async () => {
  const programs = ours.map(([, { command }]) => command?.[1] ?? '');
  // The workflow bundle and the pages are built from paths, which no import shows.
  const { output } = await cruise([...new Set(programs), 'workflows', 'web'], {
    ...importRules.options,
    baseDir: ROOT,
  });
  const folders = resultOf(output)
    .modules.map(({ source }) => source.split('/')[0] ?? '')
    .filter((folder) => importRules.folders.includes(folder));
  const allowed: string[] = text('.dockerignore').match(/(?<=^!)[a-z]+/gm) ?? [];
  expect(folders.length).toBeGreaterThan(0);
  expect([...new Set(folders)].filter((folder) => !allowed.includes(folder))).toEqual([]);
});
