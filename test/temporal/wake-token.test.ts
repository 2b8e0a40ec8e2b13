import { describe, expect, test } from 'vitest';
import { mintWakeToken, readWakeToken } from '../../temporal/wake-token.ts';
import { VIDEO } from '../workflows/script.ts';

const SECRET = 'a secret of this installation';
const NOW = new Date('2026-11-23T12:00:00Z');
const LATER = new Date('2026-11-23T13:00:00Z');
const token = mintWakeToken(SECRET, { video: VIDEO, take: 2 }, LATER);

test('a token of ours names the take that it wakes', () => {
  expect(readWakeToken(SECRET, token, NOW)).toEqual({ video: VIDEO, take: 2 });
});

test('a token fits into a path as it is', () => {
  expect(encodeURIComponent(token)).toBe(token);
});

describe('nothing else wakes', () => {
  test('a token that is over', () => {
    expect(readWakeToken(SECRET, token, new Date(LATER.getTime() + 1_000))).toBeNull();
  });

  test('a token of another installation', () => {
    expect(readWakeToken('another secret', token, NOW)).toBeNull();
  });

  test('a token for another take with this signature', () => {
    const [, signature = ''] = token.split('.');
    const forged = Buffer.from(`${VIDEO}.3.99999999999`).toString('base64url');
    expect(readWakeToken(SECRET, `${forged}.${signature}`, NOW)).toBeNull();
  });

  test.each(['', '.', 'a.b', `${token}x`, `${token}.x`, token.slice(0, -1), 'é.ü'])(
    '%j',
    (text) => {
      expect(readWakeToken(SECRET, text, NOW)).toBeNull();
    },
  );
});
