import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Video } from '../../client/resources.ts';
import { shorten } from '../shared/format.ts';

/** Prompts may have 4,000 characters; a heading shows three lines and the rest on demand. */
const LONG_PROMPT = 180;
const TITLE_LENGTH = 60;

const STATUS: Record<Video['status'], string> = {
  queued: 'Queued',
  in_progress: 'In progress',
  awaiting_review: 'In review',
  published: 'Published',
  failed: 'Failed',
  rejected: 'Rejected',
  cancelled: 'Cancelled',
};

/** The prompt as the page's heading, with the status and the way to the operator's view. */
export function Heading({ video }: { video: Video }) {
  const open = useSignal(false);
  const { prompt } = video.request;
  const { operator } = video.links;
  const title = titleOf(video);
  useEffect(() => {
    document.title = title;
  }, [title]);
  return (
    <div class="heading">
      <div class="heading-line">
        <span class="chip" data-status={video.status}>
          {STATUS[video.status]}
        </span>
        {operator !== null && /^https?:\/\//.test(operator) && (
          <a class="quiet" href={operator} target="_blank" rel="noopener">
            Open the run
          </a>
        )}
      </div>
      <h1 class="prompt" dir="auto" data-open={open.value ? '' : undefined}>
        {prompt}
      </h1>
      {prompt.length > LONG_PROMPT && (
        <button
          type="button"
          class="quiet"
          aria-expanded={open.value}
          onClick={() => {
            open.value = !open.value;
          }}
        >
          {open.value ? 'Show less' : 'Show all'}
        </button>
      )}
    </div>
  );
}

function titleOf({ request, status, progress }: Video): string {
  const name = shorten(request.prompt, TITLE_LENGTH);
  const working = status === 'queued' || status === 'in_progress';
  return working ? `${Math.round(progress * 100)}% · ${name}` : `${name} · Promptreel`;
}
