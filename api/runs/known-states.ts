import type { VideoId } from '../../domain/ids.ts';
import type { VideoSnapshot } from '../../domain/video/snapshot.ts';

/**
 * What this process last heard of videos that are under way: with all workers down, an older answer
 * is still the best one, and no reader ever sees progress go back.
 */
export interface KnownStates {
  snapshot(id: VideoId): VideoSnapshot | null;
  heard(id: VideoId, snapshot: VideoSnapshot): void;
  /** `progress`, or the highest that was told of this video; remembers it while `live`. */
  raised(id: VideoId, progress: number, live: boolean): number;
  forget(id: VideoId): void;
}

/** About 20 kB each with all evidence of 16 takes. */
const KEPT = 2_000;

export function openKnownStates(): KnownStates {
  const known = new Map<VideoId, { snapshot: VideoSnapshot | null; progress: number }>();

  const touch = (id: VideoId) => {
    const entry = known.get(id) ?? { snapshot: null, progress: 0 };
    // Back to the young end: a Map keeps the order of insertion.
    known.delete(id);
    known.set(id, entry);
    const oldest = known.size > KEPT ? known.keys().next().value : undefined;
    if (oldest !== undefined) known.delete(oldest);
    return entry;
  };

  return {
    snapshot: (id) => known.get(id)?.snapshot ?? null,
    heard(id, snapshot) {
      touch(id).snapshot = snapshot;
    },
    raised(id, progress, live) {
      // Reading old videos must not push out what is under way.
      if (!live) return Math.max(progress, known.get(id)?.progress ?? 0);
      const entry = touch(id);
      entry.progress = Math.max(entry.progress, progress);
      return entry.progress;
    },
    forget: (id) => void known.delete(id),
  };
}
