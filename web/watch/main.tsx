import { render } from 'preact';
import { openPageState } from './page-state.ts';
import { WatchPage } from './watch-page.tsx';

const id = decodeURIComponent(location.pathname.split('/').findLast(Boolean) ?? '');
const embedded = new URLSearchParams(location.search).get('embed') === '1';
document.documentElement.toggleAttribute('data-embed', embedded);

const root = document.getElementById('page');
if (root !== null) {
  root.replaceChildren();
  render(<WatchPage page={openPageState(id)} embedded={embedded} />, root);
}
