import type { Budget } from '../../domain/video/deadlines.ts';
import type { Stage } from '../../domain/video/stages.ts';
import type { PublishedVideo, VideoInput } from '../../domain/video/input.ts';
import type { VideoSnapshot } from '../../domain/video/snapshot.ts';
import type { Compensations } from './compensations.ts';
import type { RunProgress } from './progress.ts';
import type { ReviewDesk } from './review-desk.ts';
import type { WakeBoard } from './wake-board.ts';

/** What the stages of one run share. */
export interface Run {
  input: VideoInput;
  limits: Budget;
  progress: RunProgress;
  wake: WakeBoard;
  desk: ReviewDesk;
  compensations: Compensations;
  /** Milliseconds an activity may take in all: until `endsAt`, or the run's own end. */
  within(endsAt?: number): number;
  enter(stage: Stage): void;
  /** Runs the stages under the run's deadline; whatever happens, the run ends in one recorded state. */
  guard(body: () => Promise<VideoSnapshot>): Promise<PublishedVideo>;
}
