import type { VideoRecord } from '../../domain/video/record.ts';
import { isTerminal } from '../../domain/video/status.ts';
import { sha256 } from '../http/body-digest.ts';
import type { Addresses } from '../addresses.ts';
import { videoResource } from './resource.ts';
import type { VideoBody } from './schema.ts';

export interface VideoEvent {
  /** Names the state it tells of: who has it already needs no event. */
  id: string;
  name: string;
  data: unknown;
  last: boolean;
}

/**
 * Turns looks at a video into what a watcher is told. `seen` is the id of the last event that it got
 * before, on this connection or another: states, not a log, so nothing has to be kept for it.
 */
export function eventSequence(at: Addresses, seen: string | undefined) {
  let before: { id: string; body: VideoBody } | null = null;
  return (record: VideoRecord): VideoEvent | null => {
    const body = videoResource(record, at);
    const id = sha256(JSON.stringify(body)).slice(0, 20);
    const known = before?.id ?? seen;
    const previous = before?.body;
    before = { id, body };
    if (isTerminal(record.snapshot.status)) {
      return { id, name: `video.${body.status}`, data: body, last: true };
    }
    if (id === known) return null;
    if (previous !== undefined && onlyProgressed(previous, body)) {
      const { stage, progress } = body;
      // Only the time of the last change is another: nothing that a watcher would show.
      if (stage === previous.stage && progress === previous.progress) return null;
      return { id, name: 'video.progress', data: { id: body.id, stage, progress }, last: false };
    }
    return { id, name: 'video.updated', data: body, last: false };
  };
}

/** An event stream's frame (HTML standard §9.2.5): JSON holds no line break, so one data line. */
export function eventFrame({ id, name, data }: VideoEvent): string {
  return `id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

function onlyProgressed(before: VideoBody, after: VideoBody): boolean {
  const still = { stage: null, progress: 0, stage_progress: 0, updated_at: '' };
  return JSON.stringify({ ...before, ...still }) === JSON.stringify({ ...after, ...still });
}
