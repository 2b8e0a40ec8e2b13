export type MediaErrorCode =
  | 'media_unreadable'
  | 'transcode_failed'
  | 'interrupted'
  | 'limit_exceeded'
  | 'timeout'
  | 'aborted'
  | 'no_space'
  | 'tool_missing';

/**
 * Whether the same call may succeed later on this or another machine. Bad bytes stay bad; a full
 * disk, a slow machine or a missing program is the machine's fault, not the file's.
 */
const RETRYABLE: Record<MediaErrorCode, boolean> = {
  media_unreadable: false,
  transcode_failed: true,
  interrupted: true,
  limit_exceeded: false,
  timeout: true,
  aborted: true,
  no_space: true,
  tool_missing: true,
};

/** What went wrong with a file or the program that worked on it; `message` is for a person. */
export class MediaError extends Error {
  readonly code: MediaErrorCode;
  readonly retryable: boolean;
  /** Last lines the program printed, for an operator. May hold local paths: never for an API answer. */
  readonly diagnostic: string;

  constructor(
    code: MediaErrorCode,
    message: string,
    rest: { cause?: unknown; diagnostic?: string } = {},
  ) {
    super(message, rest.cause === undefined ? {} : { cause: rest.cause });
    this.name = 'MediaError';
    this.code = code;
    this.retryable = RETRYABLE[code];
    this.diagnostic = rest.diagnostic ?? '';
  }
}

const NO_SPACE_CODES = new Set(['ENOSPC', 'EDQUOT']);

/** Turns a failure of our own file access into the same error the tools' failures become. */
export function fromFileError(cause: unknown, doing: string): MediaError {
  if (cause instanceof MediaError) return cause;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (NO_SPACE_CODES.has(code)) {
    return new MediaError('no_space', `The disk is full: ${doing} was cut short.`, { cause });
  }
  return new MediaError('transcode_failed', `${doing} failed: ${code || 'unexpected error'}.`, {
    cause,
  });
}

export function aborted(signal: AbortSignal): MediaError {
  return new MediaError('aborted', 'The work was cancelled.', { cause: signal.reason });
}

export function refuseAborted(signal: AbortSignal): void {
  if (signal.aborted) throw aborted(signal);
}
