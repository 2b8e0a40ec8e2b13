import { PassThrough } from 'node:stream';
import { WriteStream } from 'node:tty';
import { expect, test } from 'vitest';
import { createProgressView } from '../../../cli/demo/progress-view.ts';
import { inReview, published, sampleTake, sampleVideo } from '../../client/sample-video.ts';

/** A stream that keeps what is written, as a terminal of 80 columns or as a file. */
function screen(isTTY: boolean) {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 80, rows: 24 });
  const methods = ['cursorTo', 'moveCursor', 'clearLine', 'clearScreenDown'] as const;
  for (const method of methods) {
    Object.defineProperty(stream, method, { value: WriteStream.prototype[method] });
  }
  let text = '';
  stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return { stream, text: () => text };
}

const WRAP_OFF = '\u001b[?7l';
const WRAP_ON = '\u001b[?7h';

test('a long command said among the bars is whole: the terminal wraps lines again before it', () => {
  const { stream, text } = screen(true);
  const view = createProgressView(stream);
  view.show(inReview());
  const command = `curl -X POST http://127.0.0.1:8787/${'x'.repeat(200)}`;
  view.say(command);
  const before = text().slice(0, text().indexOf(command));
  expect(text()).toContain(`${command}\n`);
  expect(before.lastIndexOf(WRAP_ON)).toBeGreaterThan(before.lastIndexOf(WRAP_OFF));
  view.close();
  expect(text().lastIndexOf(WRAP_ON)).toBeGreaterThan(text().lastIndexOf(WRAP_OFF));
});

test('after something was said the bars go on where they were', () => {
  const { stream, text } = screen(true);
  const view = createProgressView(stream);
  view.show(sampleVideo({ stage: 'transcode', stage_progress: 0.97 }));
  view.say('a word');
  view.close();
  const after = text().slice(text().indexOf('a word'));
  expect(after).toMatch(/generate\s+█+ 100%/);
  expect(after).toMatch(/transcode\s+█+/);
});

test('without a terminal there is a line per piece of news, and none twice', () => {
  const { stream, text } = screen(false);
  const view = createProgressView(stream);
  const takes = [sampleTake(0), sampleTake(1, { status: 'stored' })];
  view.show(sampleVideo({ candidates: takes }));
  view.show(sampleVideo({ candidates: takes }));
  view.show(published());
  view.close();
  const lines = text().trim().split('\n');
  expect(lines[0]).toMatch(/generate .*1 generating, 1 stored/);
  expect(lines.filter((line) => line.includes('generating'))).toHaveLength(1);
  expect(lines.filter((line) => line.includes('100 %'))).toHaveLength(6);
});
