import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { dirname } from 'node:path';
import ffmpeg from 'fluent-ffmpeg';
import { exitFailure } from './exit-failure.ts';
import { DECODERS, fileUrl, forcedInput, type MediaInput, type MediaLimits } from './input.ts';
import { MediaError, refuseAborted } from './media-error.ts';
import { progressReader, type EncodeProgress } from './progress.ts';
import { runLimits } from './run-limits.ts';
import { sandboxed, type Sandbox } from './sandbox.ts';
import { readPipe, superviseChild } from './supervise.ts';
import { watched, WATCHDOG } from './watchdog.ts';

/** Programs, by name on PATH or by absolute path, and what they run in. */
export interface MediaTools {
  ffmpeg: string;
  ffprobe: string;
  /** As `chooseSandbox` found it; none unless told. */
  sandbox?: Sandbox;
}

export const DEFAULT_TOOLS: MediaTools = { ffmpeg: 'ffmpeg', ffprobe: 'ffprobe' };

export interface FfmpegRun {
  input: MediaInput;
  limits: MediaLimits;
  /** Between the program's name and `-i`, after the forced ones, e.g. `-skip_frame nokey`. */
  inputOptions?: string[];
  filterGraph?: string;
  /** Each with its own options; a target is a `file:` URL or a `pipe:`. */
  outputs: { options: string[]; target: string }[];
  signal: AbortSignal;
  wallMs: number;
  stallMs: number;
  onProgress?: (progress: EncodeProgress) => void;
  /** Readers of what the program writes to `pipe:1` and `pipe:4`. */
  onData?: Partial<Record<1 | 4, (chunk: Buffer) => void>>;
  tools?: MediaTools;
}

/** fluent-ffmpeg's own methods that we replace, absent from its published types. */
interface Internals {
  _checkCapabilities(done: (error?: Error) => void): void;
  availableEncoders(done: (error: null, encoders: object) => void): void;
  _getFfmpegPath(done: (error: null, path: string) => void): void;
  _spawnFfmpeg: (
    args: string[],
    options: object,
    started: (child: ChildProcess, ...rings: unknown[]) => void,
    ended: (...result: unknown[]) => void,
  ) => void;
}

type Command = Omit<ffmpeg.FfmpegCommand, keyof Internals> & Internals;

const isCommand = (made: object): made is Command => '_spawnFfmpeg' in made;

const PROGRESS_FD = 3;

/**
 * Descriptors of a program: the guard's pipe, data, messages, progress, more data. In a group of
 * its own, so that it can be killed with everything it started, and so that Ctrl-C at a terminal
 * reaches the worker alone, which then ends its work in order.
 */
const SPAWN: SpawnOptions = {
  detached: true,
  stdio: ['pipe', 'pipe', 'pipe', 'pipe', 'pipe'],
};

/**
 * Runs ffmpeg once over one forced input. Resolves when it ended with code 0, which proves little:
 * 5.1 says so of a full disk too, so callers look at the files. The only place that starts it.
 */
export async function runFfmpeg(run: FfmpegRun): Promise<{ stderr: string }> {
  refuseAborted(run.signal);
  const child = await start(run);
  const { code, stderr } = await superviseChild(child, run, (alive) => {
    const report = progressReader((progress) => {
      alive();
      run.onProgress?.(progress);
    });
    readPipe(child, PROGRESS_FD, report);
    readPipe(child, 1, run.onData?.[1] ?? (() => undefined));
    readPipe(child, 4, run.onData?.[4] ?? (() => undefined));
  });
  if (code !== 0) throw exitFailure(stderr, code);
  return { stderr };
}

/**
 * The library builds the arguments and starts the program; the rest of it is bypassed, because it
 * runs `ffmpeg -formats` and `-encoders` first, sends only SIGTERM, forgets a kill that comes
 * before the start, and drops the lines of stderr that hold the cause (2.1.3, archived).
 */
function start(run: FfmpegRun): Promise<ChildProcess> {
  const command: object = ffmpeg();
  if (!isCommand(command)) throw new Error('fluent-ffmpeg has other internals than 2.1.3.');
  const { _spawnFfmpeg: spawnFfmpeg } = command;
  const tools = run.tools ?? DEFAULT_TOOLS;
  const words = sandboxed(tools.sandbox ?? 'none', tools.ffmpeg, {
    input: run.input.file,
    writable: run.outputs.flatMap(({ target }) => folderOf(target)),
  });
  const limits = runLimits(run.limits, run.wallMs);
  const { promise, resolve, reject } = Promise.withResolvers<ChildProcess>();
  Object.assign(command, {
    _checkCapabilities: (done) => done(),
    availableEncoders: (done) => done(null, {}),
    _getFfmpegPath: (done) => done(null, WATCHDOG),
    _spawnFfmpeg: (args, _options, started, ended) => {
      const onStart: typeof started = (child, ...rings) => {
        started(child, ...rings);
        resolve(child);
      };
      spawnFfmpeg.call(command, watched([...words, ...args], limits), SPAWN, onStart, ended);
    },
  } satisfies Internals);
  tell(command, run);
  command.on('error', reject);
  command.run();
  return promise;
}

/** What ffmpeg is to do, in the library's words. */
function tell(command: Command, run: FfmpegRun): void {
  const progress = [
    '-progress',
    `pipe:${PROGRESS_FD}`,
    '-stats_period',
    '0.5',
    '-loglevel',
    'warning',
  ];
  command.input(fileUrl(run.input.file));
  // Never an array: the library splits its strings at the space. Two or more parameters it takes
  // as they are.
  command.inputOptions(
    '-nostdin',
    '-hide_banner',
    '-nostats',
    '-xerror',
    '-y',
    ...progress,
    ...forcedInput(run.input, run.limits),
    ...(run.inputOptions ?? []),
  );
  if (run.filterGraph !== undefined) command.complexFilter(run.filterGraph);
  for (const output of run.outputs) {
    const [first = '', second = '', ...rest] = output.options;
    command.output(output.target).outputOptions(first, second, ...rest);
  }
}

function folderOf(target: string): string[] {
  return target.startsWith('file:') ? [dirname(target.slice('file:'.length))] : [];
}

export interface FfprobeRun {
  input: MediaInput;
  limits: MediaLimits;
  options: string[];
  /** Decoders that may be opened to describe a stream, and are given none of its bytes. */
  described?: readonly string[];
  signal: AbortSignal;
  wallMs: number;
  tools?: MediaTools;
}

/** A flood of output is the sign of a header that lies about its contents. */
const MAX_PROBE_BYTES = 64 * 1024 * 1024;

/** What ffprobe printed. Resolves for any exit code: it says 0 for a file that ends too early. */
export async function runFfprobe(
  run: FfprobeRun,
): Promise<{ code: number; stdout: string; stderr: string }> {
  refuseAborted(run.signal);
  const args = [
    ['-hide_banner', '-v', 'error', ...forcedInput(run.input, run.limits)],
    // With an empty stream specifier it holds for the decoders that ffprobe itself opens, not for
    // those that the demuxer feeds to learn a format.
    run.described ? ['-codec_whitelist:', [...DECODERS, ...run.described].join(',')] : [],
    [...run.options, '-i', fileUrl(run.input.file)],
  ].flat();
  const tools = run.tools ?? DEFAULT_TOOLS;
  const files = { input: run.input.file, writable: [] };
  const words = sandboxed(tools.sandbox ?? 'none', tools.ffprobe, files);
  const limits = runLimits(run.limits, run.wallMs);
  const child = spawn(WATCHDOG, watched([...words, ...args], limits), SPAWN);
  const chunks: Buffer[] = [];
  let bytes = 0;
  const ended = await superviseChild(child, { ...run, stallMs: 0 }, () => {
    readPipe(child, 1, (chunk) => {
      bytes += chunk.length;
      if (bytes <= MAX_PROBE_BYTES) chunks.push(chunk);
    });
  });
  if (bytes > MAX_PROBE_BYTES) {
    throw new MediaError('limit_exceeded', 'The video describes more frames than are allowed.');
  }
  return { ...ended, stdout: Buffer.concat(chunks).toString('utf8') };
}
