import { expect, test } from 'vitest';
import { readDemoOptions } from '../../../cli/demo/demo-options.ts';

test('a prompt alone asks for nothing but itself', () => {
  expect(readDemoOptions(['a quiet sea'])).toEqual({
    kind: 'run',
    request: { prompt: 'a quiet sea' },
    json: false,
    exit: false,
  });
});

test('every option reaches the request', () => {
  const args = 'sea --variations 2 --duration 2.5 --size 640x360 --model local/painter --review';
  expect(readDemoOptions([...args.split(' '), '--json', '--exit'])).toEqual({
    kind: 'run',
    request: {
      prompt: 'sea',
      variations: 2,
      duration: 2.5,
      size: '640x360',
      model: 'local/painter',
      review: { mode: 'always' },
    },
    json: true,
    exit: true,
  });
});

test('words without quotes are one prompt', () => {
  expect(readDemoOptions(['a', 'quiet', 'sea'])).toMatchObject({
    request: { prompt: 'a quiet sea' },
  });
});

test('help is no run', () => {
  expect(readDemoOptions(['--help'])).toEqual({ kind: 'help' });
});

test.each([
  [['--fast', 'sea'], /--fast/],
  [[], /prompt is needed/],
  [['   '], /prompt is needed/],
  [['sea', '--variations', '0'], /--variations is "0".*1 to 16/],
  [['sea', '--variations', '1.5'], /whole number/],
  [['sea', '--duration', 'long'], /--duration is "long"/],
  [['sea', '--duration', '61'], /1 to 60/],
  [['sea', '--size', '641x360'], /--size is "641x360".*even/],
  [['sea', '--size', 'hd'], /1280x720/],
  [['sea', '--size', '14x14'], /from 16/],
  [['sea', '--model', 'painter'], /server\/model/],
  [['sea', '--variations'], /--variations/],
])('%j is refused in one sentence with status 2', (args, message) => {
  const read = (): unknown => readDemoOptions(args);
  expect(read).toThrow(message);
  expect(read).toThrow(expect.objectContaining({ name: 'Problem', exitCode: 2 }));
});
