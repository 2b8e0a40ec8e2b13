import type { Judgement } from '../../domain/takes/score.ts';

/** The take under judgement: a local copy of its bytes. */
export interface JudgedTake {
  /** Absolute path of a regular file. */
  file: string;
  /** Container found by its first bytes; anything else never reaches a judge. */
  container: 'mp4' | 'webm';
}

/** What was asked for, as far as a judge may hold a take to it. */
export interface Expectation {
  width: number;
  height: number;
  /** Seconds. */
  duration: number;
  frameRate: number;
  audio: boolean;
  /** For judges that read; the technical judge ignores it. */
  prompt: string;
}

export interface JudgeContext {
  /** Aborts the work and every child process it started. */
  signal: AbortSignal;
  /** 0..1, called at least every few seconds while work goes on. */
  onProgress: (fraction: number) => void;
}

/** Gives evidence and a score for one take. Throws when it cannot judge; that never fails a video. */
export interface Judge {
  name: string;
  version: string;
  judge(take: JudgedTake, expected: Expectation, context: JudgeContext): Promise<Judgement>;
}
