import type { LookupFunction } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createNet } from '../../net/net.ts';
import { startHttp, type TestServer } from './http-server.ts';

let server: TestServer;
let hits = 0;

beforeAll(async () => {
  server = await startHttp((_request, response) => {
    hits += 1;
    response.end('inside');
  });
});

afterAll(() => server.stop());

/** Every name has these addresses, whatever the resolver is asked for. */
function resolvingTo(...addresses: string[]): LookupFunction {
  return (_name, options, callback) => {
    const all = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    if (options.all) callback(null, all);
    else callback(null, all[0]!.address, all[0]!.family);
  };
}

describe('what is not public and not allowed is refused before a byte is sent', () => {
  test.each([
    ['loopback', '127.0.0.1'],
    ['shortened loopback', '127.1'],
    ['decimal loopback', '2130706433'],
    ['octal loopback', '0177.0.0.1'],
    ['hexadecimal loopback', '0x7f.1'],
    ['zero', '0'],
    ['mapped loopback', '[::ffff:127.0.0.1]'],
    ['IPv6 loopback', '[::1]'],
    ['the name of loopback', 'localhost'],
    ['full-width digits', '１２７.0.0.1'],
  ])('%s', async (_what, host) => {
    const before = hits;
    const net = createNet({ allowHosts: [] });
    await expect(net.request({ url: `http://${host}:${server.port}/` })).rejects.toMatchObject({
      name: 'NetError',
      code: 'address_refused',
      sent: 'no',
      retryable: false,
    });
    expect(hits).toBe(before);
  });

  test('a public name that resolves to loopback', async () => {
    const before = hits;
    const net = createNet({ allowHosts: [], lookup: resolvingTo('127.0.0.1', '::1') });
    await expect(
      net.request({ url: `http://media.example.com:${server.port}/` }),
    ).rejects.toMatchObject({ code: 'address_refused', sent: 'no' });
    expect(hits).toBe(before);
  });
});

async function inside(allowHosts: string[], url: string): Promise<string> {
  const net = createNet({ allowHosts, lookup: resolvingTo('127.0.0.1') });
  return (await net.requestJson({ url })).text;
}

describe('the allow-list', () => {
  test('opens the host and port that it names', async () => {
    expect(await inside([server.host], `${server.base}/`)).toBe('inside');
    const named = `models.internal:${server.port}`;
    expect(await inside([named], `http://models.internal:${server.port}/`)).toBe('inside');
  });

  test('opens no other spelling, name or port of the same service', async () => {
    const refused = { code: 'address_refused', sent: 'no' };
    await expect(
      inside([server.host], `http://models.internal:${server.port}/`),
    ).rejects.toMatchObject(refused);
    await expect(inside(['127.0.0.1:1'], `${server.base}/`)).rejects.toMatchObject(refused);
    const name = `models.internal:${server.port}`;
    await expect(inside([name], `${server.base}/`)).rejects.toMatchObject(refused);
  });

  test.each([
    '127.0.0.1',
    'host',
    '',
    'host:',
    'host:port',
    'user@host:80',
    'host:99999',
    'a/b:80',
  ])('does not take "%s"', (entry) => {
    expect(() => createNet({ allowHosts: [entry] })).toThrow(TypeError);
  });
});

describe('a URL that is no plain web address is refused', () => {
  test.each([
    ['file:///etc/passwd', 'protocol_refused'],
    ['ftp://example.com/', 'protocol_refused'],
    ['data:text/plain,x', 'protocol_refused'],
    ['not a url', 'invalid_url'],
    ['/relative', 'invalid_url'],
    ['https://user:secret@example.com/', 'invalid_url'],
  ])('%s', async (url, code) => {
    const net = createNet({ allowHosts: [] });
    const failure = await net.request({ url }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code, sent: 'no', retryable: false });
    expect(String(failure)).not.toContain('secret');
  });
});
