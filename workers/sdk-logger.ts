import type { LogLevel, LogMetadata, Logger } from '@temporalio/worker';
import type { Log } from '../telemetry/log.ts';

const LEVELS = {
  TRACE: 'trace',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
} as const;

/** A worker of workflows has none on purpose: it is told at every start and means nothing. */
const EXPECTED = new Set(['No activities registered, not polling for activity tasks']);

/** The SDK's and the workflows' log lines, through our own log and its redaction. */
export function sdkLogger(log: Log): Logger {
  const write = (level: LogLevel, message: string, meta?: LogMetadata): void =>
    log[EXPECTED.has(message) ? 'debug' : LEVELS[level]]({ ...meta }, message);
  return {
    log: write,
    trace: (message, meta) => write('TRACE', message, meta),
    debug: (message, meta) => write('DEBUG', message, meta),
    info: (message, meta) => write('INFO', message, meta),
    warn: (message, meta) => write('WARN', message, meta),
    error: (message, meta) => write('ERROR', message, meta),
  };
}
