import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readConfig } from '../../stack/config.ts';
import { scratchDir } from './scratch.ts';

const home = (): NodeJS.ProcessEnv => ({ HOME: scratchDir() });

test('without any setting everything has its documented default', () => {
  const env = home();
  expect(readConfig('/checkout', env)).toMatchObject({
    dataDir: '/checkout/.promptreel',
    host: '127.0.0.1',
    port: { number: 8787, askedFor: false },
    store: 'file:/checkout/.promptreel/objects',
    temporalAddress: undefined,
    temporalNamespace: 'default',
    workerRoles: ['all'],
  });
});

test.runIf(process.platform === 'linux')('the cache is a folder of the user’s cache folder', () => {
  const env = home();
  expect(readConfig('/c', env).cacheDir).toBe(join(env.HOME ?? '', '.cache', 'promptreel'));
  const xdg = { ...env, XDG_CACHE_HOME: join(env.HOME ?? '', 'xdg') };
  expect(readConfig('/c', xdg).cacheDir).toBe(join(env.HOME ?? '', 'xdg', 'promptreel'));
});

test('a home that cannot exist does not stop the cache', () => {
  const { cacheDir } = readConfig('/c', { HOME: '/nonexistent' });
  expect(cacheDir).not.toContain('nonexistent');
});

test('relative folders are taken from the checkout', () => {
  const env = { ...home(), PROMPTREEL_DATA_DIR: 'data/here' };
  expect(readConfig('/checkout', env).dataDir).toBe('/checkout/data/here');
});

test.each(['0', '65536', 'http', '80.5', ' '])('port %j is refused by name', (port) => {
  const env = { ...home(), PROMPTREEL_PORT: port };
  expect(() => readConfig('/c', env)).toThrow(/PROMPTREEL_PORT/);
});

test('worker roles are a list, and an unknown one is refused', () => {
  const env = { ...home(), PROMPTREEL_WORKERS: 'media, workflow' };
  expect(readConfig('/c', env).workerRoles).toEqual(['workflow', 'media']);
  const wrong = { ...env, PROMPTREEL_WORKERS: 'media,cook' };
  expect(() => readConfig('/c', wrong)).toThrow(/all, workflow, io, media/);
});

test('Temporal’s default profile is not used without being asked for', () => {
  const env = home();
  expect(readConfig('/c', env).temporalAddress).toBeUndefined();
  const set = { ...env, TEMPORAL_ADDRESS: 'temporal.example:7233' };
  expect(readConfig('/c', set).temporalAddress).toBe('temporal.example:7233');
});

test('the command line uses the first key that the API accepts', () => {
  const keys = { ...home(), PROMPTREEL_API_KEYS: 'acme:first-key, other:second' };
  expect(readConfig('/c', keys).apiKey).toBe('first-key');
  expect(readConfig('/c', { ...keys, PROMPTREEL_API_KEY: 'mine' }).apiKey).toBe('mine');
});
