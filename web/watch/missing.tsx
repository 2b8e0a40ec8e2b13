import { useEffect } from 'preact/hooks';
import { useAnnouncement } from '../shared/announce.ts';

/** There is nothing under this id; `deleted`: there was until just now. */
export function MissingView({ id, deleted }: { id: string; deleted: boolean }) {
  const heading = deleted ? 'This video was deleted' : 'There is no such video';
  useAnnouncement(heading);
  useEffect(() => {
    document.title = 'No such video · Promptreel';
  }, []);
  return (
    <section class="card outcome">
      <h1>{heading}</h1>
      <p class="outcome-reason">The address may be mistyped, or the video was deleted.</p>
      <p class="muted">
        <code>{id}</code>
      </p>
    </section>
  );
}
