import { expect, onTestFinished, test } from 'vitest';
import { isAlive } from '../../../stack/early/process-identity.mjs';
import type { PartSpec } from '../../../stack/supervisor/part.ts';
import { Part } from '../../../stack/supervisor/part.ts';
import { announcedAddress } from '../../../stack/supervisor/parts.ts';
import { waitFor } from '../wait-for.ts';

const calm = new AbortController().signal;
let marks = 0;

/** A part whose program is the given script, which finds `serve()` defined. */
function partOf(script: string, spec: Partial<PartSpec> = {}) {
  const said: string[] = [];
  const lines: string[] = [];
  const serve = `const serve = () => console.log('{"listening":"http://127.0.0.1:1"}');`;
  const part = new Part(
    {
      name: 'it',
      command: process.execPath,
      args: ['-e', `${serve}\n${script}`],
      cwd: '/',
      env: process.env,
      address: 'http://127.0.0.1:2',
      readiness: { kind: 'announced', addressIn: announcedAddress },
      readyWithinMs: 10_000,
      graceMs: 5000,
      ...spec,
    },
    {
      log: {
        line: (text) => lines.push(text),
        say: (text) => said.push(text),
        tail: () => lines.slice(-3),
      },
      mark: `test-${process.pid}-${marks++}`,
      changed: () => {},
    },
  );
  onTestFinished(() => part.stop(AbortSignal.abort()));
  return { part, said, lines };
}

const STAY = `serve(); setTimeout(() => {}, 60000);`;

test('a part is listed under its own pid from the start, then where it says it serves', async () => {
  const { part } = partOf(STAY);
  const started = part.start();
  expect(part.entry).toMatchObject({ name: 'it', address: 'http://127.0.0.1:2' });
  expect(isAlive(part.entry)).toBe(true);
  await started;
  expect(part.entry?.address).toBe('http://127.0.0.1:1');
});

test('a part that dies is started again and the log says so', async () => {
  const { part, said } = partOf(STAY);
  await part.start();
  const first = part.entry?.pid ?? 0;
  process.kill(first, 'SIGKILL');
  const second = await waitFor('the second process', () => {
    const entry = part.entry;
    return entry !== undefined && entry.pid !== first ? entry.pid : undefined;
  });
  expect(second).not.toBe(first);
  expect(said).toEqual(['it was ended by SIGKILL; starting it again in 0.5 s']);
});

test('a part that never serves is given up with its last words', async () => {
  const { part } = partOf(`console.error('no key for that'); process.exit(3);`);
  await expect(part.start()).rejects.toThrow(
    /does not start: it ended with status 3.*no key for that/s,
  );
  expect(part.entry).toBeUndefined();
});

test('a program that does not exist is given up in words', async () => {
  const { part } = partOf('', { command: '/nowhere/at-all' });
  await expect(part.start()).rejects.toThrow(/could not be run/);
});

test('a part that hangs without serving is ended and tried again', async () => {
  const { part, said } = partOf('setTimeout(() => {}, 60000)', { readyWithinMs: 200 });
  await expect(part.start()).rejects.toThrow(/was ended by SIGKILL/);
  expect(said).toContain('it serves nothing after 0.2 s');
});

test('a stop lets the part finish what it does', async () => {
  const { part, lines, said } = partOf(
    `process.on('SIGTERM', () => setTimeout(() => { console.log('drained'); process.exit(0); }, 300));${STAY}`,
  );
  await part.start();
  await part.stop(calm);
  expect(lines).toContain('drained');
  expect(said).toEqual([]);
});

const DEAF = `process.on('SIGTERM', () => {});${STAY}`;

test('a part that does not stop in its time is killed', async () => {
  const { part, said } = partOf(DEAF, { graceMs: 200 });
  await part.start();
  await part.stop(calm);
  expect(part.entry).toBeUndefined();
  expect(said).toEqual(['it did not stop in time and was killed']);
});

test('a hurried stop does not wait for the grace', async () => {
  const { part } = partOf(DEAF, { graceMs: 3_600_000 });
  await part.start();
  const hurry = new AbortController();
  const stopped = part.stop(hurry.signal);
  hurry.abort();
  await stopped;
  expect(part.entry).toBeUndefined();
});

test.runIf(process.platform === 'linux')(
  'what a killed part had started ends with it, even in a group of its own',
  async () => {
    const { part, lines } = partOf(
      `const child = require('child_process').spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
       console.log('child ' + child.pid);${STAY}`,
    );
    await part.start();
    const child = await waitFor('the child', () => {
      const line = lines.find((each) => each.startsWith('child '));
      return line === undefined ? undefined : Number(line.slice('child '.length));
    });
    process.kill(part.entry?.pid ?? 0, 'SIGKILL');
    const gone = await waitFor('its end', () => {
      try {
        process.kill(child, 0);
        return undefined;
      } catch {
        return true;
      }
    });
    expect(gone).toBe(true);
  },
);
