import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';

test('a process in which something went wrong unseen says so, finishes its answers and fails', async () => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'faulting-process.ts')], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exit = once(child, 'exit');
  const log = text(child.stderr);
  const [port] = await once(child.stdout, 'data');
  const headers = { Connection: 'close' };
  const answer = await fetch(`http://127.0.0.1:${Number(String(port))}`, { headers });
  expect(await answer.text()).toBe('whole');
  expect(await exit).toEqual([1, null]);
  const lines = (await log).split('\n').filter((line) => line.includes('nobody caught'));
  expect(lines.map((line) => /the (first|second) fault/.exec(line)?.[1])).toEqual([
    'first',
    'second',
  ]);
});
