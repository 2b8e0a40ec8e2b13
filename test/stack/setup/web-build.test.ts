import {
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ensureWebBuild } from '../../../stack/setup/web-build.ts';
import { ROOT } from '../../architecture/tree.ts';
import { scratchDir } from '../scratch.ts';

/** A checkout with one small page. */
function checkout(script: string): { root: string; write: (path: string, text: string) => void } {
  const root = scratchDir();
  const write = (path: string, text: string): void => writeFileSync(join(root, path), text);
  for (const folder of ['web', 'client', 'domain']) mkdirSync(join(root, folder));
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  write('package-lock.json', '{}');
  write('web/index.html', '<script type="module" src="/main.ts"></script>');
  write('web/main.ts', script);
  return { root, write };
}

const built = (root: string): string =>
  readdirSync(join(root, 'web/dist/assets'))
    .map((name) => readFileSync(join(root, 'web/dist/assets', name), 'utf8'))
    .join('');

test('the pages are built once, and again when a source has changed', async () => {
  const { root, write } = checkout("document.title = 'first';");
  await ensureWebBuild(root);
  expect(built(root)).toContain('first');
  const made = statSync(join(root, 'web/dist')).ino;
  await ensureWebBuild(root);
  expect(statSync(join(root, 'web/dist')).ino, 'left alone').toBe(made);

  write('web/main.ts', "import { it } from '../client/it.ts';\ndocument.title = it;");
  write('client/it.ts', "export const it = 'second';");
  await ensureWebBuild(root);
  expect(built(root)).toContain('second');
  write('client/it.ts', "export const it = 'third';");
  await ensureWebBuild(root);
  expect(built(root)).toContain('third');
  expect(readdirSync(join(root, 'web')).filter((name) => name.startsWith('dist'))).toEqual([
    'dist',
  ]);
});

test('a source that cannot be built is told of, and the pages stay as they were', async () => {
  const { root, write } = checkout("document.title = 'good';");
  await ensureWebBuild(root);
  write('web/main.ts', 'document.title = ;');
  await expect(ensureWebBuild(root)).rejects.toMatchObject({
    name: 'Problem',
    message: expect.stringContaining('could not be built'),
  });
  expect(built(root)).toContain('good');
});
