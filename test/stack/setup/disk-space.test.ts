import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ensureSpace } from '../../../stack/setup/disk-space.ts';
import { scratchDir } from '../scratch.ts';

test('a disk with room is no problem', () => {
  expect(() => ensureSpace(join(scratchDir(), 'new'), 1, 'PROMPTREEL_DATA_DIR')).not.toThrow();
});

test('a disk without room is named together with the setting that moves it', () => {
  const dir = scratchDir();
  const check = (): void => ensureSpace(dir, 1e12, 'PROMPTREEL_DATA_DIR');
  expect(check).toThrow(/disk is full.*PROMPTREEL_DATA_DIR/);
});

test('a folder that cannot be made is a sentence, not a stack', () => {
  const file = join(scratchDir(), 'file');
  writeFileSync(file, '');
  const check = (): void => ensureSpace(join(file, 'data'), 1, 'PROMPTREEL_DATA_DIR');
  expect(check).toThrow(/cannot be made \(ENOTDIR\)/);
});
