import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { Budget } from '../../domain/video/deadlines.ts';
import type { ReviewState } from '../../domain/review/review.ts';
import type { Stage } from '../../domain/video/stages.ts';
import { progressAt } from '../../domain/video/stages.ts';
import type { Take } from '../../domain/takes/take.ts';
import type { TerminalStatus } from '../../domain/video/status.ts';
import type { VideoInput } from '../../domain/video/input.ts';
import type { PublishedMedia, VideoSnapshot } from '../../domain/video/snapshot.ts';
import { acceptedSnapshot } from '../../domain/video/snapshot.ts';
import { SEARCH_KEYS } from '../../temporal/search-attributes.ts';
import { currentDetails } from './current-details.ts';

const { stage: STAGE, outcome: OUTCOME, reviewDueAt: REVIEW_DUE_AT } = SEARCH_KEYS;

/** Stages that an operator can find a run in; the others are over before the list is drawn. */
const LASTING: ReadonlySet<Stage> = new Set(['generate', 'score', 'transcode']);

/**
 * The run's snapshot, and how it shows itself to an operator. A projection: stages write it and hand on
 * what they know to each other; only the query, the handlers and the end of a run read it.
 */
export interface RunProgress {
  readonly snapshot: VideoSnapshot;
  readonly stage: Stage;
  change(part: Partial<VideoSnapshot>): VideoSnapshot;
  changeTake(index: number, part: Partial<Take>): void;
  enter(stage: Stage): void;
  spend(micros: number): void;
  awaitReview(review: ReviewState, dueAt: string): void;
  /** The snapshot as it is to stand once this tree is visible. */
  asPublished(media: PublishedMedia): VideoSnapshot;
  end(status: TerminalStatus): void;
}

const now = (): string => new Date().toISOString();

export function openProgress(input: VideoInput, limits: Budget): RunProgress {
  let snapshot = acceptedSnapshot(input.id, input.plan, input.acceptedAt);
  let stage: Stage = 'generate';

  const change = (part: Partial<VideoSnapshot>): VideoSnapshot => {
    snapshot = { ...snapshot, ...part, updatedAt: now() };
    // Free: no command, no event; the UI asks for it.
    setCurrentDetails(currentDetails(snapshot, limits));
    return snapshot;
  };

  return {
    get snapshot() {
      return snapshot;
    },
    get stage() {
      return stage;
    },
    change,
    changeTake(index, part) {
      const candidates = snapshot.candidates.map((take) =>
        take.index === index ? { ...take, ...part } : take,
      );
      change({ candidates });
    },
    enter(next) {
      // The API starts a run with its first stage; each upsert after that is one event.
      const isShown = input.flow === undefined || LASTING.has(next);
      if (next !== stage && isShown) upsertSearchAttributes([{ key: STAGE, value: next }]);
      stage = next;
      const progress = Math.max(snapshot.progress, progressAt(next, 0));
      change({ stage: next, status: 'in_progress', progress });
    },
    spend: (micros) => void change({ cost: { amountMicros: snapshot.cost.amountMicros + micros } }),
    awaitReview(review, dueAt) {
      const due = { key: REVIEW_DUE_AT, value: new Date(dueAt) };
      const picking = input.flow === undefined ? [] : [{ key: STAGE, value: 'pick' }];
      upsertSearchAttributes([...picking, due]);
      change({ status: 'awaiting_review', review });
    },
    asPublished: (media) => published(snapshot, media, now()),
    end(status) {
      upsertSearchAttributes([
        { key: STAGE, value: null },
        { key: OUTCOME, value: status },
      ]);
    },
  };
}

function published(snapshot: VideoSnapshot, media: PublishedMedia, at: string): VideoSnapshot {
  return {
    ...snapshot,
    status: 'published',
    stage: null,
    progress: 1,
    updatedAt: at,
    publishedAt: at,
    media,
  };
}
