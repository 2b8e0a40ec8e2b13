/** A job of the hostile server, in memory only. */
export interface HostileJob {
  id: string;
  /** Also names the behaviour. */
  model: string;
  prompt: string;
  seconds: number;
  width: number;
  height: number;
  fps: number;
  audio: boolean;
  /** Unix seconds with a fraction. */
  createdAt: number;
  /** Absolute path, once it is made. */
  clip: string | null;
  /** Whether the list shows it. */
  listed: boolean;
  polls: number;
  downloads: number;
  deleted: boolean;
  /** Where a server with cloud storage says that the clip is. */
  bucketUrl: string;
}

/** The wishes of a create, read leniently: this program is not here to check requests. */
export function newJob(
  id: string,
  fields: Record<string, unknown>,
  host = 'localhost',
): HostileJob {
  const [width = 320, height = 180] = text(fields['size']).split('x').map(Number).filter(Boolean);
  return {
    id,
    model: text(fields['model']) || 'good',
    prompt: text(fields['prompt']),
    seconds: Number(fields['seconds'] ?? 1),
    width,
    height,
    fps: Number(fields['fps'] ?? 24),
    audio: text(fields['generate_sound']) === 'true',
    createdAt: Date.now() / 1000,
    clip: null,
    listed: true,
    polls: 0,
    downloads: 0,
    deleted: false,
    bucketUrl: `http://${host}/bucket/${id}`,
  };
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'boolean' ? String(value) : '';
}
