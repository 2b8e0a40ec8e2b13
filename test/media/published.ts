import { execFile } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { planLadder } from '../../domain/renditions/ladder.ts';
import { transcodeTree, type TranscodeResult } from '../../media/hls/transcode.ts';
import { SNIFF_BYTES, sniffContainer } from '../../media/source/container.ts';
import { probe, type Probe } from '../../media/source/probe.ts';
import { decodedFrames } from './clips.ts';

const run = promisify(execFile);

/** A take that went the whole way from its bytes to a verified tree. */
export interface PublishedTake extends TranscodeResult {
  root: string;
  probe: Probe;
}

/** As the product does it: what the file is, its first bytes say. */
export async function publishFile(file: string): Promise<PublishedTake> {
  const { signal } = new AbortController();
  const container = sniffContainer(await firstBytes(file));
  if (container === null) throw new Error(`${file} is not taken for a video`);
  const input = { file, container };
  const found = await probe({ ...input, signal });
  const root = `${file}.tree`;
  const ladder = planLadder(found);
  const result = await transcodeTree({ input, probe: found, ladder, outDir: root, signal });
  return { ...result, root, probe: found };
}

async function firstBytes(file: string): Promise<Uint8Array> {
  await using handle = await open(file);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(SNIFF_BYTES), 0, SNIFF_BYTES, 0);
  return buffer.subarray(0, bytesRead);
}

/** What an independent client finds: frames and seconds of every variant, and how it is listed. */
export async function seenByClient({ root, variants }: PublishedTake): Promise<{
  frames: number[];
  seconds: number[];
  master: string;
}> {
  const lists = variants.map(({ name }) => join(root, name, 'index.m3u8'));
  return {
    frames: await Promise.all(lists.map((list) => decodedFrames(list))),
    seconds: await Promise.all(lists.map(secondsOf)),
    master: await readFile(join(root, 'master.m3u8'), 'utf8'),
  };
}

async function secondsOf(playlist: string): Promise<number> {
  const text = await readFile(playlist, 'utf8');
  return [...text.matchAll(/#EXTINF:([\d.]+),/g)].reduce((sum, [, part]) => sum + Number(part), 0);
}

/** What a filter that only looks says of the first variant. */
export async function lookedAt({ root }: PublishedTake, filter: string): Promise<string> {
  const list = join(root, 'master.m3u8');
  const options = ['-hide_banner', '-i', list, '-map', '0:v:0', '-vf', filter, '-f', 'null', '-'];
  return (await run('ffmpeg', options)).stderr;
}
