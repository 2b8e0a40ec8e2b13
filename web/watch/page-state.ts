import type { ReadonlySignal } from '@preact/signals';
import { batch, signal } from '@preact/signals';
import { ApiRefusal } from '../../client/api-error.ts';
import type { ApiClient } from '../../client/call-api.ts';
import type { FollowEvent, LinkState } from '../../client/follow-video.ts';
import { followVideo } from '../../client/follow-video.ts';
import type { Video } from '../../client/resources.ts';
import { isTerminal } from '../../domain/video/status.ts';
import { keepKey, storedKey } from '../shared/session.ts';
import { readStream } from './published-stream.ts';

/** What the page is about at present. */
export type Phase =
  | { kind: 'opening' }
  | { kind: 'video'; video: Video }
  | { kind: 'locked'; wrongKey: boolean }
  | { kind: 'missing'; deleted: boolean };

/** One video as this page knows it, kept current for as long as the page is open. */
export interface PageState {
  id: string;
  phase: ReadonlySignal<Phase>;
  /** Null where nothing more is to come. */
  link: ReadonlySignal<LinkState | null>;
  key: ReadonlySignal<string | null>;
  /** What must be read although the view it belongs to is gone. */
  notice: ReadonlySignal<string | null>;
  client: () => ApiClient;
  useKey: (key: string | null) => void;
  onVideo: (video: Video) => void;
  notify: (notice: string) => void;
}

export function openPageState(id: string): PageState {
  const known = openKnowledge();
  const { phase, link } = known;
  const key = signal(storedKey());
  const notice = signal<string | null>(null);
  let following = new AbortController();

  const client = (): ApiClient => ({ base: '', key: key.value ?? undefined });

  async function follow(): Promise<void> {
    following.abort();
    following = new AbortController();
    const { signal: stop } = following;
    try {
      const events = followVideo({ client: client(), id, signal: stop });
      for await (const event of events) known.onEvent(event);
    } catch (error) {
      if (!stop.aborted) await onRefusal(error);
    }
  }

  async function onRefusal(error: unknown): Promise<void> {
    link.value = null;
    if (await asksForAKey(error, id, key.value)) lock();
    else phase.value = { kind: 'missing', deleted: phase.value.kind === 'video' };
  }

  function lock(): void {
    batch(() => {
      phase.value = { kind: 'locked', wrongKey: key.value !== null };
      key.value = null;
    });
    keepKey(null);
  }

  function useKey(next: string | null): void {
    keepKey(next);
    batch(() => {
      key.value = next;
      phase.value = { kind: 'opening' };
    });
    void follow();
  }

  void follow();
  const notify = (text: string): void => {
    notice.value = text;
  };
  return { id, phase, link, key, notice, client, useKey, onVideo: known.onVideo, notify };
}

async function asksForAKey(error: unknown, id: string, key: string | null): Promise<boolean> {
  if (error instanceof ApiRefusal && error.status === 401) return true;
  // Another tenant's key does not know the video, yet whoever knows its id may watch it.
  return key !== null && (await readStream(id)).kind === 'playable';
}

/** What is known of the video: news may come twice and out of order, and never take anything back. */
function openKnowledge() {
  const phase = signal<Phase>({ kind: 'opening' });
  const link = signal<LinkState | null>(null);

  function onVideo(video: Video): void {
    const known = phase.value.kind === 'video' ? phase.value.video : null;
    if (known !== null && isOlder(video, known)) return;
    // Two sources answer, the stream and plain reads: the bar must not go back between them.
    const progress = Math.max(video.progress, known?.progress ?? 0);
    batch(() => {
      phase.value = { kind: 'video', video: { ...video, progress } };
      if (isTerminal(video.status)) link.value = null;
    });
  }

  function onEvent(event: FollowEvent): void {
    if (event.kind === 'link') link.value = event.state;
    else if (event.kind === 'video') onVideo(event.video);
    else if (phase.value.kind === 'video') {
      const { stage, progress } = event;
      onVideo({ ...phase.value.video, stage, progress });
    }
  }
  return { phase, link, onVideo, onEvent };
}

function isOlder(video: Video, known: Video): boolean {
  if (isTerminal(known.status)) return !isTerminal(video.status);
  return Date.parse(video.updated_at) < Date.parse(known.updated_at);
}
