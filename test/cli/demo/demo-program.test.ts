import { expect, test } from 'vitest';
import type { DemoOptions } from '../../../cli/demo/demo.ts';
import { demoCommand } from '../../../cli/demo/demo-program.ts';
import { config, run } from '../command-line.ts';

async function read(args: string[], env: NodeJS.ProcessEnv = {}) {
  let heard: DemoOptions | undefined;
  const program = () => demoCommand((options) => void (heard = options));
  const { status, printed } = await run(program, args, config(env));
  return { read: heard, status, printed: printed.join('\n') };
}

test('a prompt alone asks for nothing but itself', async () => {
  expect((await read(['a quiet sea'])).read).toEqual({
    request: { prompt: 'a quiet sea' },
    json: false,
    exit: false,
  });
});

test('every option reaches the request', async () => {
  const args = 'sea --variations 2 --duration 2.5 --size 640x360 --model local/painter --review';
  expect((await read([...args.split(' '), '--json', '--exit'])).read).toEqual({
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

test('words without quotes are one prompt', async () => {
  expect((await read(['a', 'quiet', 'sea'])).read).toMatchObject({
    request: { prompt: 'a quiet sea' },
  });
});

test('help names every option and runs nothing', async () => {
  const { read: none, status, printed } = await read(['--help']);
  expect({ none, status }).toEqual({ none: undefined, status: 0 });
  for (const option of ['variations', 'duration', 'size', 'model', 'review', 'json', 'exit']) {
    expect(printed).toContain(`--${option}`);
  }
});

test.each([
  [['--fast', 'sea'], /--fast/],
  [[], /prompt is needed/],
  [['   '], /prompt is needed/],
  [['sea', '--variations', '0'], /--variations.*'0'.*1 to 16/],
  [['sea', '--variations', '1.5'], /whole number/],
  [['sea', '--duration', 'long'], /--duration.*'long'/],
  [['sea', '--duration', '61'], /1 to 60/],
  [['sea', '--size', '641x360'], /--size.*'641x360'.*even/],
  [['sea', '--size', 'hd'], /1280x720/],
  [['sea', '--size', '14x14'], /from 16/],
  [['sea', '--model', 'painter'], /server\/model/],
  [['sea', '--variations'], /--variations/],
  [['sea', '--watch'], /--watch/],
])('%j is refused in one sentence with status 2', async (args, message) => {
  const refused = read(args);
  await expect(refused).rejects.toThrow(message);
  await expect(refused).rejects.toMatchObject({ name: 'Problem', exitCode: 2 });
  await expect(refused).rejects.not.toThrow(/\n|error:/);
});

test('options that npm kept for itself are missed, instead of their values made part of the prompt', async () => {
  const env = { npm_config_duration: 'true', npm_config_exit: 'true' };
  const refused = read(['a cat', '1'], env);
  await expect(refused).rejects.toThrow(/--duration and --exit.*forget "--".*demo -- "a cat"/);
  await expect(refused).rejects.toMatchObject({ exitCode: 2 });
});

test('a setting of npm’s own is no forgotten dash', async () => {
  expect((await read(['a cat'], { npm_config_json: 'true' })).status).toBe(0);
});
