import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { createNet, type Net, type NetError } from '../../net/net.ts';
import { WEB_PORTS } from '../../net/limits.ts';
import { startHttp, startTcp, type TestServer } from './http-server.ts';

const running: TestServer[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
});

async function http(listener: Parameters<typeof startHttp>[0]): Promise<[Net, string]> {
  const server = await startHttp(listener);
  running.push(server);
  return [createNet({ allowHosts: [server.host] }), `${server.base}/take?signature=secret`];
}

async function tcp(onConnection: Parameters<typeof startTcp>[0]): Promise<[Net, string]> {
  const server = await startTcp(onConnection);
  running.push(server);
  return [createNet({ allowHosts: [server.host] }), `${server.base}/take?signature=secret`];
}

const failure = (work: Promise<unknown>): Promise<NetError> =>
  work.then(
    () => expect.unreachable('It should have failed'),
    (error: NetError) => error,
  );

const { signal } = new AbortController();

const readAll = async (net: Net, url: string, maxBytes = 1e6): Promise<Buffer> =>
  buffer((await net.download({ url, maxBytes, signal })).body);

describe('a body', () => {
  test('streams through with its type, length and count', async () => {
    const [net, url] = await http((_request, response) => {
      response.writeHead(200, { 'content-type': 'Video/MP4; codecs=x', 'content-length': 5 });
      response.end('bytes');
    });
    const download = await net.download({ signal, url, maxBytes: 5 });
    expect(download).toMatchObject({ contentType: 'video/mp4', contentLength: 5 });
    expect((await buffer(download.body)).toString()).toBe('bytes');
    expect(download.bytesReceived()).toBe(5);
  });

  test('that is announced too large is not read at all', async () => {
    const [net, url] = await http((_request, response) => {
      response.writeHead(200, { 'content-length': 2_000_000 });
      response.write('x');
    });
    const error = await failure(net.download({ signal, url, maxBytes: 1e6 }));
    expect(error).toMatchObject({ code: 'too_large', retryable: false });
  });

  test('without end is cut at the limit', async () => {
    let written = 0;
    const [net, url] = await http((_request, response) => {
      const chunk = Buffer.alloc(64 * 1024);
      const more = (): void => {
        while (!response.destroyed && response.write(chunk)) written += chunk.byteLength;
      };
      response.on('drain', more);
      more();
    });
    expect(await failure(readAll(net, url))).toMatchObject({ code: 'too_large' });
    // What the sockets hold, and not what the server would have given.
    expect(written).toBeLessThan(50_000_000);
  });

  test('shorter than announced is truncated', async () => {
    const [net, url] = await http((_request, response) => {
      response.writeHead(200, { 'content-length': 1000 });
      response.write('some', () => response.destroy());
    });
    expect(await failure(readAll(net, url))).toMatchObject({
      code: 'truncated',
      sent: 'maybe',
      retryable: true,
    });
  });

  test('in chunks that break off is truncated', async () => {
    const [net, url] = await http((_request, response) => {
      response.write('some', () => response.destroy());
    });
    expect(await failure(readAll(net, url))).toMatchObject({ code: 'truncated' });
  });

  test('that stalls is given up', async () => {
    const [net, url] = await http((_request, response) => void response.write('some'));
    const download = await net.download({
      signal,
      url,
      maxBytes: 100,
      limits: { idleTimeoutMs: 100 },
    });
    expect(await failure(buffer(download.body))).toMatchObject({ code: 'timeout' });
  });

  test('that drips on below the least rate is given up', async () => {
    const [net, url] = await http((_request, response) => {
      const drip = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(drip));
    });
    const limits = { minBytesPerSecond: 1000, rateWindowMs: 200 };
    const download = await net.download({ signal, url, maxBytes: 1e6, limits });
    expect(await failure(buffer(download.body))).toMatchObject({ code: 'timeout' });
  });

  test('of a slow reader is not mistaken for a slow server', async () => {
    const [net, url] = await http((_request, response) => response.end(Buffer.alloc(400_000)));
    const limits = { idleTimeoutMs: 100, minBytesPerSecond: 1_000_000, rateWindowMs: 100 };
    const download = await net.download({ signal, url, maxBytes: 1e6, limits });
    let seen = 0;
    const chunks: AsyncIterable<Buffer> = download.body;
    for await (const chunk of chunks) {
      if (seen === 0) await sleep(300);
      seen += chunk.byteLength;
    }
    expect(seen).toBe(400_000);
  });

  test('that is compressed although plain was asked for is refused', async () => {
    const [net, url] = await http((request, response) => {
      expect(request.headers['accept-encoding']).toBe('identity');
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('x'));
    });
    expect(await failure(readAll(net, url))).toMatchObject({ code: 'encoding_refused' });
  });

  test('that is given up ends the connection', async () => {
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    const [net, url] = await http((_request, response) => {
      response.write('some');
      response.on('close', () => resolve());
    });
    (await net.download({ signal, url, maxBytes: 100 })).body.destroy();
    await closed;
  });
});

describe('an answer', () => {
  test('whose headers drip is given up in time', async () => {
    const [net, url] = await tcp((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nx: ');
      const drip = setInterval(() => socket.write('y'), 20);
      socket.on('close', () => clearInterval(drip));
    });
    const error = await failure(net.request({ url, limits: { headersTimeoutMs: 200 } }));
    expect(error).toMatchObject({ code: 'timeout', sent: 'maybe', retryable: true });
  });

  test('that is not HTTP is told as such', async () => {
    const [net, url] = await tcp((socket) => socket.end('220 smtp ready\r\n'));
    expect(await failure(net.request({ url }))).toMatchObject({ code: 'bad_response' });
  });

  test('with endless headers is not collected', async () => {
    const [net, url] = await tcp((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      const more = (): void => {
        while (!socket.destroyed && socket.write(`x: ${'y'.repeat(1000)}\r\n`));
      };
      socket.on('drain', more);
      more();
    });
    expect(await failure(net.request({ url }))).toMatchObject({ code: 'bad_response' });
  });

  test('that takes longer in all than allowed is given up, body and all', async () => {
    const [net, url] = await http((_request, response) => {
      const drip = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(drip));
    });
    const { body } = await net.request({ url, limits: { totalTimeoutMs: 200 } });
    expect(await failure(buffer(body))).toMatchObject({ code: 'timeout' });
  });

  test.each([
    [404, false],
    [429, true],
    [503, true],
  ])('of status %i fails a download, retryable: %s', async (status, retryable) => {
    const [net, url] = await http((_request, response) => response.writeHead(status).end('no'));
    expect(await failure(readAll(net, url))).toMatchObject({
      code: 'bad_status',
      status,
      retryable,
    });
  });
});

describe('whether anything was sent', () => {
  test('is "no" when nobody listens', async () => {
    const server = await startHttp(() => {});
    await server.stop();
    const net = createNet({ allowHosts: [server.host] });
    const error = await failure(net.request({ method: 'POST', url: server.base, body: '{}' }));
    expect(error).toMatchObject({ code: 'connect_failed', sent: 'no', retryable: true });
  });

  test('is "no" when the name is unknown', async () => {
    const net = createNet({
      allowHosts: [],
      lookup: (_name, _options, callback) =>
        callback(Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }), []),
    });
    const error = await failure(net.request({ method: 'POST', url: 'https://x.example/' }));
    expect(error).toMatchObject({ code: 'connect_failed', sent: 'no' });
  });

  test('is "no" when TLS does not come about', async () => {
    const server = await startTcp((socket) => socket.end('plain text'));
    running.push(server);
    const net = createNet({ allowHosts: [server.host] });
    const error = await failure(net.request({ method: 'POST', url: `https://${server.host}/` }));
    expect(error).toMatchObject({ code: 'connect_failed', sent: 'no' });
  });

  test('is "maybe" when the connection breaks instead of an answer', async () => {
    let requests = 0;
    const [net, url] = await http((request) => {
      requests += 1;
      request.socket.destroy();
    });
    const error = await failure(net.requestJson({ method: 'POST', url, json: {} }));
    expect(error).toMatchObject({ code: 'reset', sent: 'maybe', retryable: true });
    await sleep(100);
    expect(requests).toBe(1);
  });

  test('is "maybe" when we give up waiting for the answer, and "no" when we never asked', async () => {
    const { promise: received, resolve } = Promise.withResolvers<void>();
    const [net, url] = await http(() => resolve());
    const abort = new AbortController();
    const asking = failure(net.request({ method: 'POST', url, signal: abort.signal }));
    await received;
    abort.abort(new Error('enough'));
    expect(await asking).toMatchObject({ code: 'aborted', sent: 'maybe', retryable: false });
    const late = await failure(net.request({ url, signal: abort.signal }));
    expect(late).toMatchObject({ code: 'aborted', sent: 'no' });
  });

  test('every request has a connection of its own', async () => {
    const ports = new Set<number | undefined>();
    const [net, url] = await http((request, response) => {
      ports.add(request.socket.remotePort);
      response.end('{}');
    });
    for (let i = 0; i < 3; i += 1) await net.requestJson({ method: 'POST', url, json: {} });
    expect(ports.size).toBe(3);
  });

  test('no error text holds more of the URL than its host', async () => {
    const [net, url] = await http((_request, response) => response.writeHead(500).end());
    const error = await failure(readAll(net, url));
    expect(error.message).toMatch(/^127\.0\.0\.1:\d+ answered 500$/);
  });
});

describe('JSON', () => {
  test('is sent and read', async () => {
    const [net, url] = await http((request, response) => {
      response.writeHead(201, { 'content-type': 'application/json' });
      request.pipe(response);
    });
    const answer = await net.requestJson({ method: 'POST', url, json: { prompt: 'лес' } });
    expect(answer).toMatchObject({ status: 201, json: { prompt: 'лес' } });
  });

  test('that is none is undefined beside its text, whatever the status', async () => {
    const [net, url] = await http((_request, response) => {
      response.writeHead(502).end('<h1>Bad gateway</h1>');
    });
    const answer = await net.requestJson({ url });
    expect(answer).toMatchObject({ status: 502, json: undefined, text: '<h1>Bad gateway</h1>' });
  });

  test('that comes compressed is read all the same, up to the limit', async () => {
    const [net, url] = await http((request, response) => {
      const size = request.headers['x-size'] === 'bomb' ? 50_000_000 : 10;
      const body = gzipSync(JSON.stringify('x'.repeat(size)));
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(body);
    });
    expect((await net.requestJson({ url })).json).toBe('x'.repeat(10));
    const error = await failure(net.requestJson({ url, headers: { 'x-size': 'bomb' } }));
    expect(error).toMatchObject({ code: 'too_large' });
  });
});

describe('a port', () => {
  const link = (net: Net, url: string) => net.download({ url, maxBytes: 100, signal });

  test('that is none of the web is refused before anything leaves', async () => {
    const net = createNet({ allowHosts: [], ports: WEB_PORTS });
    for (const port of [22, 25, 7233, 8080]) {
      const error = await failure(link(net, `http://pictures.example:${port}/a.png`));
      expect(error).toMatchObject({ code: 'port_refused', sent: 'no', retryable: false });
    }
  });

  test('is open where the list of hosts names it', async () => {
    const [, url] = await http((_request, response) => response.end('bytes'));
    const net = createNet({ allowHosts: [new URL(url).host], ports: WEB_PORTS });
    expect((await buffer((await link(net, url)).body)).toString()).toBe('bytes');
  });

  test('is looked at again where a redirect leads', async () => {
    const [, url] = await http((_request, response) =>
      response.writeHead(302, { location: 'http://pictures.example:22/' }).end(),
    );
    const net = createNet({ allowHosts: [new URL(url).host], ports: WEB_PORTS });
    expect(await failure(link(net, url))).toMatchObject({ code: 'port_refused' });
  });
});
