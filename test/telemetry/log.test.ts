import { describe, expect, test } from 'vitest';
import { openLog } from '../../telemetry/log.ts';
import { redactText } from '../../telemetry/redaction.ts';

function logged(fields: object, message = 'told'): string {
  let line = '';
  openLog({ part: 'test', to: { write: (text) => void (line += text) } }).info(fields, message);
  return line;
}

describe('a log line', () => {
  test('is JSON that says who spoke, when and how loudly', () => {
    expect(JSON.parse(logged({ video: 'vid_1' }))).toMatchObject({
      part: 'test',
      level: 'info',
      video: 'vid_1',
      msg: 'told',
      time: expect.stringMatching(/Z$/),
    });
  });

  test.each([
    { prompt: 'SECRET' },
    { request: { negative_prompt: 'SECRET' } },
    { request: { negativePrompt: 'SECRET' } },
    { deep: [{ headers: { Authorization: 'SECRET', 'Set-Cookie': 'SECRET' } }] },
    { metadata: { customer: 'SECRET' } },
    { url: 'https://store.test/a?X-Goog-Signature=SECRET' },
    { url: 'https://user:SECRET@store.test/a' },
    { path: '/hooks/local/SECRET' },
    { err: new Error('GET https://a.test/b?token=SECRET failed') },
    { err: new Error('outer', { cause: new Error('Bearer SECRET was refused') }) },
    { err: Object.assign(new Error('x'), { apiKey: 'SECRET' }) },
  ])('keeps %j to itself', (fields) => {
    expect(logged(fields)).not.toContain('SECRET');
  });

  test('keeps secrets of its message to itself', () => {
    expect(logged({}, 'fetched https://a.test/b?sig=SECRET')).not.toContain('SECRET');
  });

  test('says what went wrong and why', () => {
    const err = new TypeError('no such thing', { cause: new Error('because') });
    expect(JSON.parse(logged({ err }))).toMatchObject({
      err: { type: 'TypeError', message: 'no such thing', cause: { message: 'because' } },
    });
  });

  test('of something that refers to itself ends', () => {
    const circle: Record<string, unknown> = {};
    circle['again'] = circle;
    expect(logged({ circle })).toContain('too deep');
  });
});

test('a text without secrets stays as it is', () => {
  const text = 'Take 2 of vid_1 at https://a.test/b was stored: 5 s? yes.';
  expect(redactText(text)).toBe(text);
});
