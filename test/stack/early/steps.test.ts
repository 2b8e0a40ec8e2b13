import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { runStep } from '../../../stack/early/steps.mjs';

/** What a log file or a terminal would hold. */
function screen(isTTY: boolean) {
  let text = '';
  const stream = new Writable({
    write(chunk, _, done) {
      text += String(chunk);
      done();
    },
  });
  const shown = (): string => text;
  return { stream: Object.assign(stream, { isTTY, columns: 60 }), shown };
}

test('a step that is over at once says nothing', async () => {
  const { stream, shown } = screen(false);
  expect(await runStep('quick', async () => 42, stream)).toBe(42);
  expect(shown()).toBe('');
});

test('a longer step is named when it begins and when it is done, with the time it took', async () => {
  const { stream, shown } = screen(false);
  await runStep('slow', () => sleep(500), stream);
  expect(shown()).toMatch(/^ {2}→ slow\n✓ slow \(\d\.\d s\)\n$/);
});

test('on a terminal the line is redrawn with what is being done', async () => {
  const { stream, shown } = screen(true);
  const work = async (update: (detail: string) => void): Promise<void> => {
    update('package seven');
    await sleep(700);
  };
  await runStep('slow', work, stream);
  expect(shown()).toContain('package seven');
  expect(shown()).toContain('\r\u001B[2K✓ slow');
});

test('a step that fails says so however short it was, and keeps its error', async () => {
  const { stream, shown } = screen(false);
  const failing = runStep('bad', () => Promise.reject(new Error('no')), stream);
  await expect(failing).rejects.toThrow('no');
  expect(shown()).toMatch(/^✗ bad/);
});
