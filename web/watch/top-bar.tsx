import type { LinkState } from '../../client/follow-video.ts';
import type { PageState } from './page-state.ts';

const LINK: Record<LinkState, string> = {
  live: 'Live',
  polling: 'Updating',
  lost: 'Connection lost, trying again',
};

/** The name, how the news come, and the way to forget a key. */
export function TopBar({ page }: { page: PageState }) {
  const link = page.link.value;
  return (
    <header class="bar">
      <span class="brand">
        <img src="/assets/icon.svg" alt="" width="24" height="24" />
        Promptreel
      </span>
      <span class="link-state" role="status" data-state={link ?? undefined} hidden={link === null}>
        {link === null ? '' : LINK[link]}
      </span>
      {page.key.value !== null && (
        <button class="quiet" type="button" onClick={() => page.useKey(null)}>
          Forget key
        </button>
      )}
    </header>
  );
}
