import { existsSync, readFileSync, writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { reportedError, showLogLine } from '../../../stack/supervisor/log-line.ts';
import { openPartLog } from '../../../stack/supervisor/part-log.ts';
import { createRedactor } from '../../../stack/supervisor/redaction.ts';
import { scratchDir } from '../scratch.ts';

test('a JSON record becomes one line with its fields', () => {
  const record = {
    level: 40,
    time: 1_700_000_000_000,
    msg: 'slow',
    pid: 1,
    video: 'vid_1',
    why: 'a b',
  };
  expect(showLogLine('api', JSON.stringify(record))).toBe(
    '22:13:20.000 api          warn  slow video=vid_1 why="a b"',
  );
});

test('a line that is no record is shown as it is', () => {
  expect(showLogLine('temporal', '{not json')).toContain('temporal     {not json');
});

test('the values of secret-looking settings never reach a log', () => {
  const redact = createRedactor({
    PROMPTREEL_SECRET: 'webhook-signing',
    PROMPTREEL_API_KEYS: 'acme:first-key-123,other:second-key-4',
    PROMPTREEL_VIDEO_SERVER_RUNWAY_KEY: 'sk-abcdefgh',
    HOME: '/home/somebody',
  });
  const line = 'webhook-signing first-key-123 second-key-4 sk-abcdefgh /home/somebody acme';
  expect(redact(line)).toBe('[redacted] [redacted] [redacted] [redacted] /home/somebody acme');
});

test('a value too short to be a secret does not blank ordinary words', () => {
  expect(createRedactor({ SOME_KEY: 'video' })('a video')).toBe('a video');
});

test('file and terminal see the redacted line, and the tail keeps the last ones', () => {
  const dataDir = scratchDir();
  const shown: string[] = [];
  const terminal = {
    log: (line: string) => shown.push(line),
    say: (line: string) => shown.push(line),
  };
  const redact = (line: string): string => line.replace('secret', '***');
  const log = openPartLog({ dataDir, part: 'api', terminal, redact });
  for (let i = 0; i < 20; i++) log.line(`secret ${i}`);
  log.say('api was ended by SIGKILL');
  const file = readFileSync(join(dataDir, 'logs', 'api.log'), 'utf8');
  expect(file.split('\n')[0]).toBe('*** 0');
  expect(file).toContain('supervisor: api was ended by SIGKILL');
  expect(shown.join('\n')).not.toContain('secret');
  expect(log.tail().at(-1)).toBe('*** 19');
});

test('a log that has grown large is put aside at the next start', () => {
  const dataDir = scratchDir();
  mkdirSync(join(dataDir, 'logs'));
  const path = join(dataDir, 'logs', 'api.log');
  writeFileSync(path, Buffer.alloc(11 * 1024 * 1024));
  const terminal = { log: () => {}, say: () => {} };
  openPartLog({ dataDir, part: 'api', terminal, redact: (line) => line });
  expect(existsSync(path)).toBe(false);
  expect(existsSync(`${path}.1`)).toBe(true);
});

test('an error record is told in its own words, any other line is not an error', () => {
  const record = { level: 60, msg: 'cannot start', err: { message: 'no keys', stack: 'x' } };
  expect(reportedError(JSON.stringify(record))).toBe('cannot start: no keys');
  expect(reportedError(JSON.stringify({ ...record, level: 'fatal' }))).toContain('no keys');
  expect(reportedError(JSON.stringify({ level: 30, msg: 'ready' }))).toBeUndefined();
  expect(reportedError('Error: x')).toBeUndefined();
});
