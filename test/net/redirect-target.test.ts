import { expect, test } from 'vitest';
import { redirectTarget } from '../../net/redirect.ts';

const to = (location: string, from = 'https://a.example/x') =>
  redirectTarget({
    from: new URL(from),
    method: 'GET',
    status: 302,
    location,
    isAllowed: () => false,
  })?.href;

test('a redirect may lead to another public address, and up from http to https', () => {
  expect(to('https://b.example/y')).toBe('https://b.example/y');
  expect(to('/y')).toBe('https://a.example/y');
  expect(to('https://b.example/y', 'http://a.example/x')).toBe('https://b.example/y');
});

test('no redirect leads down from https to http, out of the web, or carries credentials', () => {
  expect(() => to('http://b.example/y')).toThrow('from https to http');
  expect(() => to('file:///etc/passwd')).toThrow('out of the web');
  expect(() => to('https://user:word@b.example/')).toThrow('credentials');
});
