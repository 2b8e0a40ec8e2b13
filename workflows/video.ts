import type { PublishedVideo, VideoInput } from '../domain/video/input.ts';
import { openRun } from './run/open-run.ts';
import { generate } from './stages/generate.ts';
import { ingest } from './stages/ingest.ts';
import { pick } from './stages/pick.ts';
import { publish } from './stages/publish.ts';
import { score } from './stages/score.ts';
import { transcode } from './stages/transcode.ts';

/**
 * One video, from an accepted request to a published stream: each stage takes what the one before
 * returned. Fails with a code of `domain/video/failure.ts`; is cancelled when a person cancels it.
 */
export async function videoWorkflow(input: VideoInput): Promise<PublishedVideo> {
  const run = openRun(input);
  return run.guard(async () => {
    const takes = await generate(run);
    const scored = await score(run, takes);
    const winner = await pick(run, scored);
    const master = await ingest(run, winner);
    const ladder = await transcode(run, master);
    return publish(run, ladder);
  });
}
