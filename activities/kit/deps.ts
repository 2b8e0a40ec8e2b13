import type { VideoId } from '../../domain/ids.ts';
import type { RunEnd } from '../../domain/video/lost-run.ts';
import type { MediaTools } from '../../media/ffmpeg/ffmpeg.ts';
import type { Net } from '../../net/net.ts';
import type { GenerationRequest, Generator } from '../../providers/generators/generator.ts';
import type { Judge } from '../../providers/judges/judge.ts';
import type { ObjectStore } from '../../providers/stores/store.ts';
import type { OverRuns } from '../../records/lost-runs.ts';
import type { VideoRecords } from '../../records/videos.ts';

/** Told by the worker; knows how logs are shipped and what is struck out of them. */
export interface ActivityLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** What an activity may ask about runs, its own included. */
export interface Runs extends OverRuns {
  /** `open` while the server still carries it. */
  state(video: VideoId): Promise<'open' | RunEnd>;
  /** Of the given runs those that are open, in one question; a moment late. */
  running(videos: readonly VideoId[]): Promise<Set<VideoId>>;
  /** Asks it to end and clean up; fine when there is none. */
  cancel(video: VideoId): Promise<void>;
  /** Ends it without asking; the last resort. */
  terminate(video: VideoId, reason: string): Promise<void>;
}

export interface StorageDeps {
  store: ObjectStore;
  records: VideoRecords;
}

export interface BuyingDeps {
  /** By `<server>/<model id>`; undefined for a server that is not configured. */
  generator: (model: string) => Generator | undefined;
  /** What one take costs by the catalogue, in micro-dollars; 0 where it has no price. */
  quote: (model: string, order: GenerationRequest) => number;
}

export interface IoDeps extends StorageDeps, BuyingDeps {
  /** Reaches the accounts' servers and what they lead to. */
  net: Net;
  /** For links that callers give: the accounts' servers are no business of theirs. */
  callerNet: Net;
  runs: Runs;
  tenants: string[];
  /** Signs the tokens of webhooks. */
  secret: string;
  /** Base URL under which generators call our webhooks; null where they cannot reach us. */
  hookUrl: string | null;
  /** A take larger than this is refused. */
  maxTakeBytes: number;
  log: ActivityLog;
}

export interface MediaDeps extends StorageDeps {
  judges: Judge[];
  /** Directory for attempt-scoped scratch space. */
  scratchRoot: string;
  /** Which ffmpeg, and the sandbox that it runs in. */
  tools?: MediaTools;
  log: ActivityLog;
}
