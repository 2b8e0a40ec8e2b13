import { absolute, watchPath } from '../shared/addresses.ts';
import { CopyButton } from '../shared/copy-button.tsx';

/** What one takes along: the stream, the page, and the page as a frame for one's own. */
export function ShareButtons({ id, url }: { id: string; url: string }) {
  const page = absolute(watchPath(id));
  const embed = `<iframe src="${page}?embed=1" width="640" height="360" allow="autoplay; fullscreen" allowfullscreen></iframe>`;
  return (
    <div class="share">
      <CopyButton label="Copy HLS URL" text={absolute(url)} />
      <CopyButton label="Copy link" text={page} />
      <CopyButton label="Copy embed code" text={embed} />
    </div>
  );
}
