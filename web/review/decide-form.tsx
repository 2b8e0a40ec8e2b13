import type { Signal } from '@preact/signals';
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Video } from '../../client/resources.ts';
import { takeName } from '../watch/take-words.ts';
import { Countdown } from './countdown.tsx';
import { RejectDialog } from './reject-dialog.tsx';
import type { Deciding } from './review-state.ts';

/** Who decides and why, and the two decisions that are about the whole video. */
export function DecideForm({ video, review }: { video: Video; review: Deciding }) {
  const asking = useSignal(false);
  return (
    <>
      {/* No form of HTML: Enter in one of its fields would press the first button. */}
      <section class="decide card" aria-labelledby="decide-title">
        <div class="decide-head">
          <h2 id="decide-title">Waiting for your decision</h2>
          <Countdown review={video.review} />
        </div>
        <NameField review={review} />
        <ReasonField review={review} />
        <DecideButtons video={video} review={review} asking={asking} />
        <Said said={review.said.value} />
      </section>
      {asking.value && <AskToReject review={review} asking={asking} />}
    </>
  );
}

function Said({ said }: { said: Deciding['said']['value'] }) {
  return (
    <p class="result" role="alert" data-tone={said?.tone} hidden={said === null}>
      {said?.text}
    </p>
  );
}

function AskToReject({ review, asking }: { review: Deciding; asking: Signal<boolean> }) {
  return (
    <RejectDialog
      reason={review.reason.value}
      onKeep={() => {
        asking.value = false;
      }}
      onReject={(reason) => {
        asking.value = false;
        void review.decide({ decision: 'reject', reason });
      }}
    />
  );
}

function onEnter(review: Deciding) {
  return (event: KeyboardEvent): void => {
    if (event.key === 'Enter') review.onEnter();
  };
}

function NameField({ review }: { review: Deciding }) {
  const field = useRef<HTMLInputElement>(null);
  const missing = review.nameMissing.value;
  useEffect(() => {
    if (missing) field.current?.focus();
  }, [missing, review.said.value]);
  return (
    <div class="field">
      <label for="reviewer">Your name</label>
      <input
        id="reviewer"
        ref={field}
        autocomplete="name"
        maxLength={200}
        required
        aria-invalid={missing ? true : undefined}
        value={review.reviewer}
        onKeyDown={onEnter(review)}
        onInput={(event) => {
          review.reviewer.value = event.currentTarget.value;
        }}
      />
    </div>
  );
}

function ReasonField({ review }: { review: Deciding }) {
  return (
    <div class="field">
      <label for="reason">
        Reason <span class="muted">(optional)</span>
      </label>
      <input
        id="reason"
        maxLength={2000}
        autocomplete="off"
        value={review.reason}
        onKeyDown={onEnter(review)}
        onInput={(event) => {
          review.reason.value = event.currentTarget.value;
        }}
      />
    </div>
  );
}

interface ButtonsProps {
  video: Video;
  review: Deciding;
  /** Whether the question before a rejection stands. */
  asking: Signal<boolean>;
}

function DecideButtons({ video, review, asking }: ButtonsProps) {
  const recommended = video.candidates.find(({ id }) => id === video.review.recommended);
  const held = review.held.value ? true : undefined;
  return (
    <div class="decide-buttons">
      <button
        type="button"
        class="primary"
        disabled={recommended === undefined}
        aria-disabled={held}
        onClick={() => void review.decide({ decision: 'approve' })}
      >
        {recommended === undefined
          ? 'Nothing is recommended'
          : `Approve recommended (${takeName(recommended)})`}
      </button>
      <button
        type="button"
        class="danger"
        aria-disabled={held}
        onClick={() => {
          asking.value = !review.held.value;
        }}
      >
        Reject…
      </button>
    </div>
  );
}
