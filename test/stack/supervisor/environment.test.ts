import { expect, test } from 'vitest';
import { readConfig } from '../../../stack/config.ts';
import { partEnvironment } from '../../../stack/supervisor/environment.ts';
import { announcedAddress } from '../../../stack/supervisor/parts.ts';
import { restartDelay } from '../../../stack/supervisor/backoff.ts';
import { scratchDir } from '../scratch.ts';

const addresses = {
  temporal: '127.0.0.1:7233',
  temporalUi: 'http://127.0.0.1:8233',
  localModel: 'http://127.0.0.1:8797',
  gcs: undefined,
  apiPort: 8788,
};

function environment(settings: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const config = readConfig('/checkout', { HOME: scratchDir(), ...settings });
  return partEnvironment(config, addresses, 'the-secret');
}

test('parts are handed every setting with its default filled in', () => {
  expect(environment({})).toMatchObject({
    PROMPTREEL_DATA_DIR: '/checkout/.promptreel',
    PROMPTREEL_HOST: '127.0.0.1',
    PROMPTREEL_PORT: '8788',
    PROMPTREEL_PUBLIC_URL: 'http://127.0.0.1:8788',
    PROMPTREEL_HOOK_URL: 'http://127.0.0.1:8788',
    PROMPTREEL_STORE: 'file:/checkout/.promptreel/objects',
    PROMPTREEL_SECRET: 'the-secret',
    PROMPTREEL_VIDEO_SERVERS: 'local=http://127.0.0.1:8797/v1',
    PROMPTREEL_TEMPORAL_UI: 'http://127.0.0.1:8233',
    TEMPORAL_ADDRESS: '127.0.0.1:7233',
    TEMPORAL_NAMESPACE: 'default',
  });
});

test('what is configured wins over the defaults', () => {
  const env = environment({
    PROMPTREEL_PUBLIC_URL: 'https://video.example',
    PROMPTREEL_VIDEO_SERVERS: 'gpu=http://gpu:8000/v1',
  });
  expect(env).toMatchObject({
    PROMPTREEL_PUBLIC_URL: 'https://video.example',
    PROMPTREEL_HOOK_URL: 'http://127.0.0.1:8788',
    PROMPTREEL_VIDEO_SERVERS: 'gpu=http://gpu:8000/v1',
  });
});

test('an API on every address is reached over loopback', () => {
  const env = environment({ PROMPTREEL_HOST: '0.0.0.0' });
  expect(env['PROMPTREEL_HOOK_URL']).toBe('http://127.0.0.1:8788');
  expect(environment({ PROMPTREEL_HOST: '::1' })['PROMPTREEL_HOOK_URL']).toBe('http://[::1]:8788');
});

test('credentials for another Temporal are not sent to the dev server', () => {
  const foreign = { TEMPORAL_API_KEY: 'cloud', TEMPORAL_TLS_SERVER_NAME: 'x' };
  const own = environment(foreign);
  expect(Object.keys(own)).not.toContain('TEMPORAL_API_KEY');
  expect(Object.keys(own)).not.toContain('TEMPORAL_TLS_SERVER_NAME');
  const configured = environment({ ...foreign, TEMPORAL_ADDRESS: 'cloud.example:7233' });
  expect(configured).toMatchObject(foreign);
});

test.each([
  ['{"listening":"http://127.0.0.1:1"}', 'http://127.0.0.1:1'],
  ['{"ready":true,"address":"http://127.0.0.1:2"}', 'http://127.0.0.1:2'],
  ['{"ready":false,"address":"http://127.0.0.1:2"}', undefined],
  ['{"msg":"listening"}', undefined],
  ['{broken', undefined],
  ['listening', undefined],
])('the line %s announces %s', (line, address) => {
  expect(announcedAddress(line)).toBe(address);
});

test('restarts begin quickly and become slow', () => {
  const delays = [1, 2, 3, 4, 5, 20].map((deaths) => restartDelay(deaths));
  expect(delays).toEqual([500, 1000, 2000, 4000, 8000, 30_000]);
});

test('a part that served before it died comes back soon, however often', () => {
  const delays = [1, 2, 3, 4, 20].map((deaths) => restartDelay(deaths, true));
  expect(delays).toEqual([500, 1000, 2000, 3000, 3000]);
});
