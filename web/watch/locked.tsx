import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Player } from '../player/player.tsx';
import { ShareButtons } from '../player/share-buttons.tsx';
import { hlsPath } from '../shared/addresses.ts';
import { useAnnouncement } from '../shared/announce.ts';
import { KeyForm } from './key-form.tsx';
import type { PublishedStream } from './published-stream.ts';
import { lookOut } from './published-stream.ts';

interface LockedProps {
  id: string;
  wrongKey: boolean;
  onKey: (key: string) => void;
}

/** What somebody without a key gets: the stream as soon as it is public, until then a calm word. */
export function Locked({ id, wrongKey, onKey }: LockedProps) {
  const stream = useSignal<PublishedStream | null>(null);
  useEffect(() => {
    const closing = new AbortController();
    const look = async (): Promise<void> => {
      for await (const seen of lookOut(id, closing.signal)) stream.value = seen;
    };
    look().catch(() => undefined);
    return () => closing.abort();
  }, [id]);
  if (stream.value === null) return null;
  return (
    <div class="locked">
      <Seen id={id} stream={stream.value} />
      <KeyForm wrongKey={wrongKey} onKey={onKey} />
    </div>
  );
}

function Seen({ id, stream }: { id: string; stream: PublishedStream }) {
  switch (stream.kind) {
    case 'playable':
      return <Playing id={id} poster={stream.poster} />;
    case 'not yet':
      return (
        <section class="card outcome">
          <span class="spinner" />
          <h1>Not published yet</h1>
          <p class="outcome-reason">It starts playing here as soon as it is. No need to reload.</p>
        </section>
      );
    case 'ended':
      return <NeverPublished />;
    default:
      return stream satisfies never;
  }
}

function Playing({ id, poster }: { id: string; poster: string | null }) {
  useAnnouncement('The video is published.');
  return (
    <>
      <Player url={hlsPath(id)} poster={poster} title="Published video" />
      <div class="under">
        <span />
        <ShareButtons id={id} url={hlsPath(id)} />
      </div>
    </>
  );
}

function NeverPublished() {
  const heading = 'This video will not be published';
  useAnnouncement(heading);
  return (
    <section class="card outcome">
      <h1>{heading}</h1>
      <p class="outcome-reason">It ended without a result. Whoever asked for it can see why.</p>
    </section>
  );
}
