import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../architecture/tree.ts';
import { readBreaks, withBreak } from './breaks.ts';

const breaks = await readBreaks(import.meta.dirname);
const seeded = {
  breaks: 'a sentence long enough',
  file: 'domain/a.ts',
  line: 'a < b',
  becomes: 'a <= b',
  tests: ['test/domain/a.test.ts'],
};

test('at least sixty lines are broken on purpose', () => {
  expect(breaks.length).toBeGreaterThanOrEqual(60);
});

test.each(breaks)('$file: $breaks', async (each) => {
  const broken = withBreak(await readFile(join(ROOT, each.file), 'utf8'), each);
  expect(broken).toContain(each.becomes);
  expect(each.tests.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

test('a break whose line is gone, ambiguous or unchanged is refused', () => {
  expect(withBreak('if (a < b) {\n', seeded)).toBe('if (a <= b) {\n');
  expect(() => withBreak('if (a > b) {\n', seeded)).toThrow('no line holds');
  expect(() => withBreak('a < b;\na < b;\n', seeded)).toThrow('several places');
  expect(() => withBreak('a < b', { ...seeded, becomes: 'a < b' })).toThrow('nothing is broken');
});
