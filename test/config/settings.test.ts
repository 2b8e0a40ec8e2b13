import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ConfigError } from '../../config/config-error.ts';
import { readInstallation } from '../../config/installation.ts';
import { namedSettings, readSettings, rowOf, SETTINGS } from '../../config/settings.ts';

const dir = mkdtempSync(join(tmpdir(), 'promptreel-settings-'));
afterAll(() => rmSync(dir, { recursive: true }));

const base = {
  PROMPTREEL_DATA_DIR: dir,
  PROMPTREEL_SECRET: 'a-secret-of-the-tests',
  PROMPTREEL_VIDEO_SERVERS: 'local=http://127.0.0.1:8100/v1',
};
const installation = (more: Record<string, string>) => {
  const env = { ...base, ...more };
  return readInstallation(readSettings('W', env), env);
};

test('a part gets the settings that it reads and no others', () => {
  expect(readSettings('A', {})).toMatchObject({ PROMPTREEL_PORT: 8787 });
  expect(readSettings('A', {})).not.toHaveProperty('PROMPTREEL_MEDIA_SLOTS');
  // What another part would refuse is no concern of this one.
  expect(() => readSettings('A', { PROMPTREEL_MEDIA_SLOTS: 'many' })).not.toThrow();
  expect(() => readSettings('W', { PROMPTREEL_MEDIA_SLOTS: 'many' })).toThrow(ConfigError);
});

test('every default is one that its own row takes', () => {
  const rows = Object.entries(SETTINGS).filter(([, { fallback }]) => fallback !== undefined);
  expect(rows.length).toBeGreaterThan(5);
  for (const [name, { schema, fallback }] of rows) {
    expect(schema.safeParse(fallback).success, name).toBe(true);
  }
});

test.each(['1e3', '-1', '0x10', ' ', '65536', '80.5'])('%j is no port', (value) => {
  expect(() => readSettings('A', { PROMPTREEL_PORT: value })).toThrow(
    'PROMPTREEL_PORT must be a port number, 0 to 65535.',
  );
});

test('a setting of one server is read by its own name, a name that nobody documents is a mistake', () => {
  const read = namedSettings({ PROMPTREEL_VIDEO_SERVER_MY_GPU_KEY: 'k' });
  expect(read('PROMPTREEL_VIDEO_SERVER_MY_GPU_KEY')).toBe('k');
  expect(read('PROMPTREEL_VIDEO_SERVER_MY_GPU_MODEL')).toBeUndefined();
  expect(() => read('PROMPTREEL_VIDEO_SERVER_MY_GPU_COLOUR')).toThrow('no row');
  expect(rowOf('TEMPORAL_TLS_CLIENT_CERT_PATH')).toBeDefined();
  expect(rowOf('PROMPTREEL_NONSENSE')).toBeUndefined();
});

test('a tenant without a key is one of the installation, and opens nothing', () => {
  const { tenants, keys } = installation({
    PROMPTREEL_API_KEYS: 'acme:k1',
    PROMPTREEL_TENANTS: ' retired, acme ,',
  });
  expect(tenants).toEqual(['default', 'acme', 'retired']);
  expect(keys).toEqual([{ tenant: 'acme', key: 'k1' }]);
});

test('a worker needs the names of tenants and no key', () => {
  expect(installation({ PROMPTREEL_TENANTS: 'acme' })).toMatchObject({
    tenants: ['default', 'acme'],
    keys: [],
  });
});

test('a name that no tenant may have is refused', () => {
  expect(() => installation({ PROMPTREEL_TENANTS: 'acme,../other' })).toThrow(
    /^PROMPTREEL_TENANTS must be a comma list of names/,
  );
});

test('a payload key that is none is told by its place and never quoted', () => {
  const good = `k1:${Buffer.alloc(32).toString('base64')}`;
  expect(installation({ PROMPTREEL_PAYLOAD_KEYS: good }).temporal.payloadKeys).toMatchObject([
    { id: 'k1' },
  ]);
  const wrong = () => installation({ PROMPTREEL_PAYLOAD_KEYS: `${good},k2:SECRET` });
  expect(wrong).toThrow(/^PROMPTREEL_PAYLOAD_KEYS .*entry 2 is not\.$/);
  expect(wrong).not.toThrow(/SECRET/);
});
