import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { ROOT } from '../architecture/tree.ts';
import { startStackOf } from '../system/stack.ts';
import type { Video } from '../system/videos.ts';
import { call, create, ended, untilVideo } from '../system/videos.ts';

/** The last commit whose rooms were sorted by technique, and the program that its `npm start` ends in. */
const BEFORE = { commit: '36e651c', program: 'stack/main.ts' };
const run = promisify(execFile);

/** A checkout of the commit, on the packages that are installed here. */
async function checkOut(folder: string): Promise<string> {
  const archive = join(folder, 'before.tar');
  await run('git', ['archive', '--output', archive, BEFORE.commit], { cwd: ROOT });
  await run('tar', ['-xf', archive, '-C', folder]);
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return join(folder, BEFORE.program);
}

async function acceptedReferences(dataDir: string): Promise<string[]> {
  const log = await readFile(join(dataDir, 'local-model', 'creates.log'), 'utf8');
  return log
    .trim()
    .split('\n')
    .map((line): { outcome: string; metadata: { promptreel_reference: string } } =>
      JSON.parse(line),
    )
    .filter(({ outcome }) => outcome === 'accepted')
    .map(({ metadata }) => metadata.promptreel_reference);
}

test('videos that the version before began are published by this one, and nothing is bought twice', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'promptreel-before-'));
  const dataDir = await mkdtemp(join(tmpdir(), 'promptreel-upgrade-'));
  const ids: Record<string, string> = {};
  try {
    {
      const program = await checkOut(folder);
      await using old = await startStackOf({ program, dataDir });
      const review = { mode: 'always', deadline: 'PT1H' };
      ids['ended'] = (await create(old, { variations: 1 })).id;
      await ended(old, ids['ended']);
      ids['in review'] = (await create(old, { review })).id;
      await untilVideo(old, ids['in review'], ({ status }) => status === 'awaiting_review');
      ids['transcoding'] = (
        await create(old, { size: '1280x720', duration: 5, frame_rate: 30 })
      ).id;
      await untilVideo(old, ids['transcoding'], ({ stage }) => stage === 'transcode');
      ids['generating'] = (await create(old, { duration: 6, variations: 3 })).id;
      await untilVideo(old, ids['generating'], ({ candidates }) =>
        candidates.some(({ status }) => status === 'generating'),
      );
    }
    await using stack = await startStackOf({ dataDir });
    const waiting = await untilVideo(stack, ids['in review'] ?? '', (video) => video !== null);
    expect(waiting.status).toBe('awaiting_review');
    const approval = { decision: 'approve', reviewer: 'anna' };
    await call(stack, 'POST', `/v1/videos/${waiting.id}/review`, approval);
    const outcomes: Record<string, Video['status']> = {};
    for (const [name, id] of Object.entries(ids)) {
      const video = await ended(stack, id, 5 * 60_000);
      outcomes[name] = video.status;
      expect((await fetch(video.playback?.hls_url ?? '')).status).toBe(200);
    }
    expect(outcomes).toEqual({
      ended: 'published',
      'in review': 'published',
      transcoding: 'published',
      generating: 'published',
    });
    const references = await acceptedReferences(dataDir);
    expect(new Set(references).size).toBe(references.length);
  } finally {
    await rm(folder, { recursive: true, force: true });
    await rm(dataDir, { recursive: true, force: true, maxRetries: 3 });
  }
});
