import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Exchange } from './exchange.ts';

const PLAYLIST = `#EXTM3U
#EXT-X-VERSION:3
#EXT-X-TARGETDURATION:10
#EXTINF:10,
file:///etc/passwd
#EXT-X-ENDLIST
`;
const HTML = '<!doctype html><title>Sign in</title><h1>Please sign in to continue</h1>\n';
/** One white pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8/5+hHgAHggJ/PchI7wAAAABJRU5ErkJggg==',
  'base64',
);

export const BODIES = { playlist: PLAYLIST, html: HTML, png: PNG } as const;

/** Begins like a clip, announces no length, and goes on until the reader has had enough. */
export async function sendEndless({ response, job }: Exchange): Promise<void> {
  response.writeHead(200, { 'content-type': 'video/mp4' });
  const bytes = await readClip(job.clip);
  while (!response.destroyed) {
    if (!response.write(bytes)) await Promise.race([drained(response), closed(response)]);
    // Without a pause it would take a whole core from the test beside it.
    await sleep(1);
  }
}

/** The whole clip, in fifty small pieces. */
export async function sendSlowly({ response, job }: Exchange): Promise<void> {
  const bytes = await readClip(job.clip);
  response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': bytes.length });
  const piece = Math.ceil(bytes.length / 50);
  for (let at = 0; at < bytes.length && !response.destroyed; at += piece) {
    response.write(bytes.subarray(at, at + piece));
    await sleep(40);
  }
  response.end();
}

/** Announces all of the clip, sends half, and hangs up. */
export async function cutWire({ response, job }: Exchange): Promise<void> {
  const bytes = await readClip(job.clip);
  response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': bytes.length });
  response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
}

export async function readClip(file: string | null): Promise<Buffer> {
  return file === null ? Buffer.alloc(0) : readFile(file);
}

function drained(response: Exchange['response']): Promise<void> {
  return new Promise((resolve) => {
    response.once('drain', resolve);
  });
}

function closed(response: Exchange['response']): Promise<void> {
  return new Promise((resolve) => {
    response.once('close', resolve);
  });
}
