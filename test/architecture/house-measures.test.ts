import { expect, test } from 'vitest';
import {
  filesPerFolder,
  importsPerHundredLines,
  namedFunctions,
  namesExportedTwice,
  onlyReExports,
  ownImports,
  quantile,
} from './house-measures.ts';
import { parse } from './source-rules.ts';

const file = (path: string, text: string) => ({ path, text, program: parse(path, text) });

test('relative imports and re-exports count, of types too; packages do not', () => {
  const text = [
    "import { z } from 'zod';",
    "import { a } from './a.ts';",
    "import type { B } from '../b.ts';",
    "export { c } from './c.ts';",
    "export * from './d.ts';",
    'export const e = a;',
    '',
  ].join('\n');
  expect(ownImports(file('x/a.ts', text))).toBe(4);
});

test('a file of re-exports alone adds neither imports nor lines', () => {
  const list = file('x/index.ts', "export * from './a.ts';\n".repeat(3));
  const code = file('x/a.ts', `import { b } from './b.ts';\n${'b();\n'.repeat(49)}`);
  expect(onlyReExports(list)).toBe(true);
  expect(onlyReExports(code)).toBe(false);
  expect(importsPerHundredLines([list, code])).toBe(2);
});

test('functions with a name are measured by their lines', () => {
  const text = [
    'function declared() {\n  return 1;\n}',
    'const arrow = () => {\n\n  return 2;\n};',
    'const object = { method() {\n return 3; }, value: 4 };',
    'class C { m() { return 5; } }',
    '[1].map(() => {\n\n\n return 6; });',
  ].join('\n');
  const found = namedFunctions(file('x/a.ts', text)).map(({ name, lines }) => [name, lines]);
  expect(found).toEqual([
    ['declared', 3],
    ['arrow', 4],
    ['method', 2],
    ['m', 1],
  ]);
});

test('a name declared and exported by two files is told with both, a re-export is not', () => {
  const files = [
    file('x/a.ts', 'export const same = 1; export type Same = 1; export type Own = 1;'),
    file('x/b.ts', 'export function same() {}'),
    file('x/c.ts', "export { Own } from './a.ts'; export interface Same {}"),
  ];
  expect(namesExportedTwice(files)).toEqual(
    new Map([
      ['same', ['x/a.ts', 'x/b.ts']],
      ['Same', ['x/a.ts', 'x/c.ts']],
    ]),
  );
});

test('a folder holds its own files, not those of the folders in it', () => {
  expect(filesPerFolder(['x/a.ts', 'x/y/b.ts', 'x/y/c.ts'])).toEqual(
    new Map([
      ['x', 1],
      ['x/y', 2],
    ]),
  );
});

test('half of the numbers lie below the median', () => {
  expect(quantile([5, 1, 9], 0.5)).toBe(5);
  expect(quantile([], 0.5)).toBe(0);
});
