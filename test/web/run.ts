import type { VideoClient } from '../../api/runs/run-client.ts';
import type { ReviewDecision } from '../../domain/review/review.ts';
import { decideReview, refuseReview } from '../../domain/review/review.ts';
import { rank } from '../../domain/takes/ranking.ts';
import type { VideoSnapshot } from '../../domain/video/snapshot.ts';
import { isTerminal } from '../../domain/video/status.ts';

type Outcome = Awaited<ReturnType<VideoClient['review']>>;

/** A run as Temporal would tell of it, whose every step a test takes by hand. */
export interface Run {
  snapshot: VideoSnapshot;
  /** Decisions that reached it. */
  decisions: ReviewDecision[];
  /** In place of what the rules of reviews say to the next decision. */
  outcome: Outcome | null;
  tell: (part: Partial<VideoSnapshot>) => void;
  client: Partial<VideoClient>;
}

export function openRun(first: VideoSnapshot): Run {
  const run: Run = {
    snapshot: first,
    decisions: [],
    outcome: null,
    tell(part) {
      run.snapshot = { ...run.snapshot, ...part, updatedAt: later(run.snapshot.updatedAt) };
    },
    client: {
      start: async () => undefined,
      describe: async () => ({
        state: isTerminal(run.snapshot.status) ? 'completed' : 'open',
        stage: run.snapshot.stage,
        live: [],
      }),
      state: async () => run.snapshot,
      review: async (_id, decision) => review(run, decision),
      openStages: async () => new Map(),
    },
  };
  return run;
}

/** What a run's validator and its handler do, by the same rules. */
function review(run: Run, decision: ReviewDecision): Outcome {
  run.decisions.push(decision);
  if (run.outcome !== null) return run.outcome;
  const { status, review: now, candidates } = run.snapshot;
  const choosable = rank(candidates).map(({ id }) => id);
  const situation = { awaiting: status === 'awaiting_review', review: now, choosable };
  const refusal = refuseReview(situation, decision);
  if (refusal !== null) return { status: 'refused', ...refusal };
  const decided = decideReview(now, decision, run.snapshot.updatedAt);
  run.tell({ status: 'in_progress', stage: 'ingest', progress: 0.7, review: decided });
  return { status: 'decided' };
}

/** A second on: what is told later must read as later, however fast the test is. */
function later(at: string): string {
  return new Date(Date.parse(at) + 1_000).toISOString();
}
