import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { Video } from '../../client/resources.ts';
import { Published } from '../player/published.tsx';
import { ReviewView } from '../review/review.tsx';
import { Ended } from './ended.tsx';
import { Heading } from './heading.tsx';
import { Locked } from './locked.tsx';
import { Making } from './making.tsx';
import { MissingView } from './missing.tsx';
import type { PageState } from './page-state.ts';
import { TopBar } from './top-bar.tsx';

interface PageProps {
  page: PageState;
  /** A frame on somebody's page is no place to decide: a click could be lured there. */
  embedded: boolean;
}

export function WatchPage({ page, embedded }: PageProps) {
  const kind = viewKind(page);
  const main = useRef<HTMLElement>(null);
  useKeptFocus(main, kind);
  return (
    <>
      <TopBar page={page} />
      <main id="view" tabIndex={-1} ref={main} data-kind={kind}>
        {page.notice.value !== null && (
          <p class="notice card" role="alert">
            {page.notice}
          </p>
        )}
        <View page={page} embedded={embedded} />
      </main>
    </>
  );
}

/** Whoever stood in the old view with the keyboard must not be thrown to the top of the page. */
function useKeptFocus(main: { current: HTMLElement | null }, kind: string): void {
  const shown = useRef(kind);
  const hadFocus = useRef(false);
  // While this is drawn the old view still stands.
  if (shown.current !== kind) {
    hadFocus.current = main.current?.contains(document.activeElement) === true;
  }
  useLayoutEffect(() => {
    if (hadFocus.current && document.activeElement === document.body) main.current?.focus();
    hadFocus.current = false;
    shown.current = kind;
  }, [kind]);
}

function viewKind({ phase }: PageState): string {
  const now = phase.value;
  if (now.kind !== 'video') return now.kind;
  return now.video.status === 'queued' ? 'in_progress' : now.video.status;
}

function View({ page, embedded }: PageProps) {
  const now = page.phase.value;
  switch (now.kind) {
    case 'opening':
      return <Opening />;
    case 'locked':
      return <Locked id={page.id} wrongKey={now.wrongKey} onKey={page.useKey} />;
    case 'missing':
      return <MissingView id={page.id} deleted={now.deleted} />;
    case 'video':
      return (
        <>
          <Heading video={now.video} />
          <VideoView page={page} embedded={embedded} video={now.video} />
        </>
      );
    default:
      return now satisfies never;
  }
}

function VideoView({ page, embedded, video }: PageProps & { video: Video }) {
  switch (video.status) {
    case 'published':
      return <Published video={video} />;
    case 'awaiting_review':
      return embedded ? <Making video={video} /> : <ReviewView page={page} video={video} />;
    case 'failed':
    case 'rejected':
    case 'cancelled':
      return <Ended video={video} />;
    case 'queued':
    case 'in_progress':
      return <Making video={video} />;
    default:
      return video.status satisfies never;
  }
}

function Opening() {
  useEffect(() => {
    document.title = 'Promptreel';
  }, []);
  return (
    <div class="loading">
      <span class="spinner" />
      Opening the video…
    </div>
  );
}
