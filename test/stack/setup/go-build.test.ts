import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findGo, goBuild } from '../../../stack/setup/go-build.ts';
import type { PinnedTool } from '../../../stack/setup/versions.ts';
import { scratchDir } from '../scratch.ts';
import { writeProgram } from './stand-in-program.ts';

function machine(go: string) {
  const dir = scratchDir();
  writeProgram(dir, 'go', go);
  const tool: PinnedTool = { dir, version: '1.0.0', go: [1, 25, 0] };
  return { dir, tool, env: { HOME: dir, PATH: `${dir}:/usr/bin:/bin` } };
}

test('a Go that is too old is told apart from a missing one', async () => {
  const { tool, env } = machine('echo go1.22.1');
  expect(await findGo(tool, env)).toEqual({
    status: 'missing',
    reason: 'Go 1.25 is needed and go1.22.1 is installed',
  });
});

test.each([
  ['write x: no space left on device', /disk is full/],
  ['undefined: nonsense', /failed:\nundefined: nonsense/],
])('a build that says %j fails in words and leaves nothing', async (output, message) => {
  const { dir, tool, env } = machine(
    `[ "$1" = env ] && echo go1.26 && exit 0; echo "${output}" >&2; exit 1`,
  );
  const cacheDir = scratchDir();
  const target = join(cacheDir, 'it');
  const building = goBuild(
    { tool, package: 'example.org/it', target },
    { cacheDir, inherited: env },
    () => {},
  );
  await expect(building).rejects.toThrow(message);
  expect(readdirSync(cacheDir)).toEqual([]);
  expect(readdirSync(dir)).toEqual(['go']);
});

test('where there is no home Go is given folders of its own', async () => {
  const { tool, env } = machine(
    '[ "$1" = env ] && echo go1.26 && exit 0; while [ "$1" != -o ]; do shift; done; echo $GOCACHE $GOPATH > "$2"; cat "$2" >&2',
  );
  const cacheDir = scratchDir();
  const seen: string[] = [];
  await goBuild(
    { tool, package: 'example.org/it', target: join(cacheDir, 'it') },
    { cacheDir, inherited: { PATH: env.PATH } },
    (detail) => seen.push(detail),
  );
  expect(seen.at(-1)).toContain(`${cacheDir}/go-build ${cacheDir}/go`);
});
