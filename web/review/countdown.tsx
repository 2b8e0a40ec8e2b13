import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Video } from '../../client/resources.ts';
import { deadlineSentence } from './deadline.ts';

/** Time left until the deadline and what then happens, kept current while it is on the page. */
export function Countdown({ review }: { review: Video['review'] }) {
  const now = useSignal(Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      now.value = Date.now();
    }, 1000);
    return () => clearInterval(timer);
  }, []);
  if (review.due_at === null) return null;
  const left = (Date.parse(review.due_at) - now.value) / 1000;
  return (
    <time class="countdown" role="timer" dateTime={review.due_at}>
      {deadlineSentence(left, review.on_deadline)}
    </time>
  );
}
