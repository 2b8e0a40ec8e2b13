import { parseArgs } from 'node:util';

export interface Options {
  host: string;
  /** 0 for any free one. */
  port: number;
  /** The folder of the jobs; made when missing. */
  data: string;
  /** Clips painted at the same time. */
  workers: number;
  /** Jobs that may wait before a create is answered with 429. */
  queueLimit: number;
  apiKey: string | null;
  /** `whsec_…`: webhooks are signed when it is set. */
  webhookSecret: string | null;
  /** The ffmpeg to use; the painter's own choice otherwise. */
  ffmpeg: string | null;
}

export const USAGE =
  'node simulators/openai-videos/main.ts --data DIR [--host 127.0.0.1] [--port 0] [--workers 1] ' +
  '[--queue-limit 64] [--api-key KEY] [--webhook-secret whsec_…] [--ffmpeg PATH]';

/** Throws an Error with one sentence for a person. */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      host: { type: 'string', default: '127.0.0.1' },
      port: { type: 'string', default: '0' },
      data: { type: 'string' },
      workers: { type: 'string', default: '1' },
      'queue-limit': { type: 'string', default: '64' },
      'api-key': { type: 'string' },
      'webhook-secret': { type: 'string' },
      ffmpeg: { type: 'string' },
    },
  });
  if (!values.data) throw new Error('--data DIR is required.');
  return {
    host: values.host,
    port: integer('--port', values.port, 0, 65_535),
    data: values.data,
    workers: integer('--workers', values.workers, 1, 64),
    queueLimit: integer('--queue-limit', values['queue-limit'], 0, 100_000),
    apiKey: values['api-key'] ?? null,
    webhookSecret: values['webhook-secret'] ?? null,
    ffmpeg: values.ffmpeg ?? null,
  };
}

function integer(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isInteger(value) && value >= min && value <= max) return value;
  throw new Error(`${name} must be a whole number from ${min} to ${max}.`);
}
