import { expect, test } from 'vitest';
import { dataDirMark } from '../../../stack/config.ts';
import { identityOf, isAlive } from '../../../stack/early/process-identity.mjs';
import { PART_MARK, isPolled, partMark } from '../../../stack/supervisor/marked-processes.ts';
import { endLeftovers } from '../../../stack/supervisor/takeover.ts';
import { startIdleProcess } from '../idle-process.ts';
import { scratchDir } from '../scratch.ts';

const nobody = { pid: 999_999_999, started_at: '2020-01-01T00:00:00.000Z' };

function identity(pid: number) {
  const found = identityOf(pid);
  if (found === undefined) throw new Error('the process is not there');
  return found;
}

test('the parts that a dead supervisor wrote down are ended', async () => {
  const part = identity(startIdleProcess());
  const said: string[] = [];
  const old = { supervisor: nobody, parts: [{ name: 'api', ...part, address: '' }] };
  await endLeftovers(scratchDir(), old, (text) => said.push(text));
  expect(isAlive(part)).toBe(false);
  expect(said.join()).toContain(`api (pid ${part.pid})`);
});

test('a stranger that has a part’s pid by now is left alone', async () => {
  const stranger = identity(startIdleProcess());
  const part = { name: 'api', pid: stranger.pid, started_at: nobody.started_at, address: '' };
  await endLeftovers(scratchDir(), { supervisor: nobody, parts: [part] }, () => {});
  expect(isAlive(stranger)).toBe(true);
});

test.runIf(process.platform === 'linux')(
  'what a part started and lost is ended too, another stack’s is not',
  async () => {
    const [mine, others] = [scratchDir(), scratchDir()];
    const start = (dir: string) => {
      const mark = partMark(dataDirMark(dir), 'worker-all');
      return identity(startIdleProcess({ ...process.env, [PART_MARK]: mark }));
    };
    const [stray, foreign] = [start(mine), start(others)];
    // The mark is in the environment only once the program has been loaded.
    await new Promise((resolve) => setTimeout(resolve, 200));
    await endLeftovers(mine, undefined, () => {});
    await expect.poll(() => isAlive(stray)).toBe(false);
    expect(isAlive(foreign)).toBe(true);
  },
);

test.runIf(process.platform === 'linux')(
  'an address that a left-over worker of another stack still polls is told apart',
  async () => {
    const address = '127.0.0.1:59999';
    expect(isPolled(address)).toBe(false);
    const mark = partMark(dataDirMark(scratchDir()), 'worker-all');
    startIdleProcess({ ...process.env, [PART_MARK]: mark, TEMPORAL_ADDRESS: address });
    await expect.poll(() => isPolled(address)).toBe(true);
    expect(isPolled('127.0.0.1:5999')).toBe(false);
  },
);
