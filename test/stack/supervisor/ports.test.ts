import type { Server } from 'node:net';
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import {
  claimExactPort,
  claimPort,
  readPorts,
  writePorts,
} from '../../../stack/supervisor/ports.ts';
import { scratchDir } from '../scratch.ts';
import { portOf } from '../../bound-port.ts';

async function takenPort(): Promise<number> {
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return portOf(server);
}

test('a taken port is passed over for the next free one', async () => {
  const taken = await takenPort();
  const claimed = await claimPort('127.0.0.1', taken);
  expect(claimed.number).toBeGreaterThan(taken);
  claimed.release();
});

test('a port that does not suit is passed over though it is free', async () => {
  const preferred = (await takenPort()) - 50;
  const claimed = await claimPort('127.0.0.1', preferred, (port) => port >= preferred + 2);
  expect(claimed.number).toBeGreaterThanOrEqual(preferred + 2);
  claimed.release();
});

test('two stacks that look at the same time do not get the same port', async () => {
  const preferred = (await takenPort()) - 50;
  const both = await Promise.all([
    claimPort('127.0.0.1', preferred),
    claimPort('127.0.0.1', preferred),
  ]);
  expect(both[0].number).not.toBe(both[1].number);
  both.forEach((port) => port.release());
});

test('a port given back can be claimed again', async () => {
  const first = await claimPort('127.0.0.1', (await takenPort()) - 50);
  first.release();
  const second = await claimExactPort('127.0.0.1', first.number, 'PROMPTREEL_PORT');
  expect(second.number).toBe(first.number);
  second.release();
});

test('a port asked for by name and taken is a sentence about what to do', async () => {
  const taken = await takenPort();
  await expect(claimExactPort('127.0.0.1', taken, 'PROMPTREEL_PORT')).rejects.toThrow(
    new RegExp(`Port ${taken} .* taken.*PROMPTREEL_PORT`),
  );
});

test('ports are remembered; a damaged memory is forgotten', () => {
  const dir = scratchDir();
  expect(readPorts(dir)).toEqual({});
  writePorts(dir, { temporal: 7300 });
  expect(readPorts(dir)).toEqual({ temporal: 7300 });
});
