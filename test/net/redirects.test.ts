import type { IncomingHttpHeaders } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createNet, type Net } from '../../net/net.ts';
import { startHttp, type TestServer } from './http-server.ts';

let entry: TestServer;
let other: TestServer;
let inside: TestServer;
let net: Net;
let otherHeaders: IncomingHttpHeaders | undefined;
let insideHits = 0;

beforeAll(async () => {
  inside = await startHttp((_request, response) => {
    insideHits += 1;
    response.end('inside');
  });
  other = await startHttp((request, response) => {
    otherHeaders = request.headers;
    response.end('other');
  });
  entry = await startHttp((request, response) => {
    const url = new URL(request.url ?? '/', 'http://x');
    const hops = Number(url.searchParams.get('hops') ?? 0);
    const to = hops > 1 ? `/?hops=${hops - 1}` : (url.searchParams.get('to') ?? '/end');
    if (url.pathname === '/end') response.end(JSON.stringify(request.headers));
    else if (url.pathname === '/lost') response.writeHead(302).end();
    else response.writeHead(Number(url.searchParams.get('status') ?? 302), { location: to }).end();
  });
  net = createNet({ allowHosts: [entry.host, other.host] });
});

beforeEach(() => {
  otherHeaders = undefined;
});

afterAll(() => Promise.all([entry.stop(), other.stop(), inside.stop()]));

const via = (to: string, status = 302): string =>
  `${entry.base}/?status=${status}&to=${encodeURIComponent(to)}`;

describe('a redirect', () => {
  test.each([301, 302, 303, 307, 308])('%i is followed to where it is allowed', async (status) => {
    const answer = await net.requestJson({ url: via(`${other.base}/x`, status) });
    expect(answer.text).toBe('other');
    expect(answer.url.host).toBe(other.host);
  });

  test.each([
    ['loopback', () => `${inside.base}/`],
    ['loopback by name', () => `http://localhost:${inside.port}/`],
    ['loopback in decimal', () => `http://2130706433:${inside.port}/`],
    ['a private address', () => 'http://10.0.0.1/'],
    ['cloud metadata', () => 'http://169.254.169.254/latest/meta-data/'],
  ])('to %s is refused at connect time', async (_what, to) => {
    await expect(net.request({ url: via(to()) })).rejects.toMatchObject({
      code: 'address_refused',
      // The first hop was sent.
      sent: 'maybe',
    });
    expect(insideHits).toBe(0);
  });

  test.each([
    ['to another protocol', 'file:///etc/passwd'],
    ['with credentials', 'http://user:secret@example.com/'],
    ['to no URL', 'http://['],
  ])('%s is refused', async (_what, to) => {
    const failure = await net.request({ url: via(to) }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'redirect_refused' });
    expect(String(failure)).not.toContain('secret');
  });

  test('without a target is refused', async () => {
    await expect(net.request({ url: `${entry.base}/lost` })).rejects.toMatchObject({
      code: 'redirect_refused',
    });
  });

  test('of a POST is refused, for it could buy twice', async () => {
    await expect(
      net.request({ method: 'POST', url: via(`${other.base}/`, 307), body: '{}' }),
    ).rejects.toMatchObject({ code: 'redirect_refused', sent: 'maybe', retryable: false });
    expect(otherHeaders).toBeUndefined();
  });

  test('is followed five times, and not a sixth', async () => {
    const ok = await net.requestJson({ url: `${entry.base}/?hops=5` });
    expect(ok.status).toBe(200);
    await expect(net.request({ url: `${entry.base}/?hops=6` })).rejects.toMatchObject({
      code: 'too_many_redirects',
    });
  });

  test('to another origin takes no header along that could be a key', async () => {
    const headers = {
      Authorization: 'Bearer k',
      'X-Api-Key': 'k',
      Cookie: 'k',
      Range: 'bytes=0-1',
    };
    await net.requestJson({ url: via(`${other.base}/`), headers });
    expect(otherHeaders).toMatchObject({ range: 'bytes=0-1', 'accept-encoding': 'identity' });
    expect(JSON.stringify(otherHeaders)).not.toMatch(/"(Bearer )?k"/);
  });

  test('within an origin keeps the headers', async () => {
    const headers = { authorization: 'Bearer k' };
    const { json } = await net.requestJson({ url: via('/end'), headers });
    expect(json).toMatchObject(headers);
  });
});
