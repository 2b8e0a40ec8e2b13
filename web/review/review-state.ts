import type { ReadonlySignal, Signal } from '@preact/signals';
import { signal } from '@preact/signals';
import type { Review } from '../../client/resources.ts';
import { keepReviewer, storedReviewer } from '../shared/session.ts';
import type { PageState } from '../watch/page-state.ts';
import { sendReview } from './send-review.ts';

export interface Said {
  text: string;
  tone: 'calm' | 'bad';
}

/** What is being decided on the page, and what was said about it. */
export interface Deciding {
  reviewer: Signal<string>;
  reason: Signal<string>;
  /** A decision is on its way or has been taken: no second one. */
  held: ReadonlySignal<boolean>;
  said: ReadonlySignal<Said | null>;
  nameMissing: ReadonlySignal<boolean>;
  decide: (decision: Omit<Review, 'reviewer'>) => Promise<void>;
  /** Enter in a field. It must not publish, so it only says what does. */
  onEnter: () => void;
}

const NAME_FIRST = 'Please give your name first: it is kept with the decision.';
const ENTER = 'Nothing is decided yet: press one of the buttons.';

export function openReview(page: PageState): Deciding {
  const reviewer = signal(storedReviewer() ?? '');
  const reason = signal('');
  const held = signal(false);
  const nameMissing = signal(false);
  const said = signal<Said | null>(null);

  async function decide(decision: Omit<Review, 'reviewer'>): Promise<void> {
    if (held.value) return;
    const name = reviewer.value.trim();
    nameMissing.value = name === '';
    if (name === '') {
      said.value = { text: NAME_FIRST, tone: 'bad' };
      return;
    }
    keepReviewer(name);
    held.value = true;
    said.value = { text: 'Sending the decision…', tone: 'calm' };
    const note = decision.reason ?? reason.value.trim();
    const sent = { ...decision, reviewer: name, reason: note === '' ? undefined : note };
    const answer = await sendReview(page.client(), page.id, sent);
    const bad = answer.kind === 'refused' || answer.kind === 'lost';
    said.value = { text: answer.text, tone: bad ? 'bad' : 'calm' };
    held.value = answer.kind !== 'refused';
    // The form goes as soon as the video is another's: what was lost must be read all the same.
    if (answer.kind === 'lost') page.notify(answer.text);
    if (answer.video !== null) page.onVideo(answer.video);
  }

  const onEnter = (): void => {
    if (!held.value) said.value = { text: ENTER, tone: 'calm' };
  };
  return { reviewer, reason, held, said, nameMissing, decide, onEnter };
}
