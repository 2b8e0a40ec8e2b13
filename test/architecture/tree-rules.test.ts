import { expect, test } from 'vitest';
import { badName, lockedHosts, loosePins, machineBound, missingFromLock } from './tree-rules.ts';

test.each([
  'media/utils.ts',
  'api/common/routes.ts',
  'media/time-helpers.ts',
  'api/VideoClient.ts',
])('%s is a bad name', (path) => expect(badName(path)).toContain(path));

test.each(['media/probe.ts', 'test/media/probe.test.ts', '.dependency-cruiser.cjs', 'README.md'])(
  '%s is a good name',
  (path) => expect(badName(path)).toBeNull(),
);

// Put together here, so that this file does not break the rule it tests.
const home = (folder: string) => ['', folder, 'kim/clip.mp4'].join('/');

test.each(['root', 'work', 'home', 'Users'])('a path below /%s binds to one machine', (folder) =>
  expect(machineBound(`open('${home(folder)}')`)).toHaveLength(1),
);

test.each([
  ['registry', 'npmjs', 'org'],
  ['proxy', 'golang', 'org'],
  ['pypi', 'org'],
])('an address of a package registry binds to one network: %s', (...labels) => {
  const address = ['https:', '', labels.join('.'), 'left-pad'].join('/');
  expect(machineBound(`see ${address}`)).toHaveLength(1);
});

test('routes, relative paths and other addresses bind to nothing', () => {
  const text =
    '/v1/videos ./work/files a/sub/root /home/somebody/x https://docs.temporal.io/home/x /workflows';
  expect(machineBound(text)).toEqual([]);
});

test('a range, a tag and a second version of Temporal are loose pins', () => {
  const loose = loosePins({
    dependencies: { '@temporalio/client': '1.24.0', undici: '^8.0.0', zod: '4.6.7' },
    devDependencies: { '@temporalio/testing': '1.23.9', vitest: 'latest' },
  });
  expect(loose.toSorted((a, b) => a.localeCompare(b))).toEqual([
    '@temporalio/testing@1.23.9',
    'undici@^8.0.0',
    'vitest@latest',
  ]);
});

test('a lockfile entry with an address is found, one linked in the tree is not', () => {
  const packages = {
    'node_modules/a': { version: '1.0.0' },
    'node_modules/b': { resolved: 'https://example.test/b.tgz' },
    'node_modules/c': { resolved: 'packages/c' },
  };
  expect(lockedHosts({ packages })).toEqual(['node_modules/b']);
});

test('a native package that the lockfile has lost is missed', () => {
  const packages = {
    '': { dependencies: { canvas: '1.0.0' } },
    'node_modules/canvas': {
      version: '1.0.0',
      optionalDependencies: { '@native/linux': '1.0.0', '@native/darwin': '1.0.0' },
    },
    'node_modules/canvas/node_modules/@native/linux': { version: '1.0.0' },
  };
  expect(missingFromLock({ packages })).toEqual(['@native/darwin']);
});
