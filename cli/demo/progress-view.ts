import type { SingleBar } from 'cli-progress';
import { MultiBar } from 'cli-progress';
import type { Video } from '../../client/resources.ts';
import type { Stage } from '../../domain/video/stages.ts';
import { STAGES } from '../../domain/video/stages.ts';
import { NOTHING_DONE, stageProgress } from './stage-progress.ts';

/** Shows on stderr how far the video is. */
export interface ProgressView {
  show: (video: Video) => void;
  say: (line: string) => void;
  close: () => void;
}

/** What the takes are doing, for the stages where there is more than one. */
function takesDetail(video: Video): string {
  const statuses = video.candidates.map((take) => take.status);
  return [...new Set(statuses)]
    .map((status) => `${statuses.filter((each) => each === status).length} ${status}`)
    .join(', ');
}

function detailOf(video: Video): string {
  if (video.status === 'awaiting_review') return 'waiting for a decision';
  const counts = video.stage === 'generate' || video.stage === 'score';
  return counts ? takesDetail(video) : '';
}

/** A bar per stage, redrawn in place. */
/** Standard error, as far as the view needs it. */
interface Screen extends NodeJS.WritableStream {
  isTTY?: boolean;
}

function createBars(stream: Screen): ProgressView {
  let drawn = openBars(stream);
  let detail = '';
  let current: Stage | null = null;
  let fractions = NOTHING_DONE;
  const draw = (): void => {
    for (const [name, bar] of drawn.byStage) {
      bar.update(Math.round(fractions[name] * 100), { detail: name === current ? detail : '' });
    }
  };
  return {
    show(video) {
      detail = detailOf(video);
      current = video.stage;
      fractions = stageProgress(video, fractions);
      draw();
    },
    // Between two sets of bars, not through them: while bars are drawn the terminal wraps no line, and
    // a command that was cut off at its edge cannot be copied.
    say(line) {
      drawn.bars.stop();
      stream.write(`${line}\n`);
      drawn = openBars(stream);
      draw();
    },
    close: () => drawn.bars.stop(),
  };
}

function openBars(stream: Screen): { bars: MultiBar; byStage: Map<Stage, SingleBar> } {
  const bars = new MultiBar({
    stream,
    format: '{stage} {bar} {percentage}% {detail}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 30,
    hideCursor: true,
    emptyOnZero: true,
    gracefulExit: false,
  });
  const bar = (stage: Stage): SingleBar =>
    bars.create(100, 0, { stage: stage.padEnd(9), detail: '' });
  return { bars, byStage: new Map(STAGES.map((stage) => [stage, bar(stage)])) };
}

/** A line whenever there is news: a quarter of a stage done, a take further on, a stage over. */
function createLines(stream: NodeJS.WritableStream): ProgressView {
  const write = (line: string): boolean => stream.write(`${line}\n`);
  const over = new Set<Stage>();
  let shown = '';
  let fractions = NOTHING_DONE;
  const tellFinished = (): void => {
    for (const stage of STAGES) {
      if (fractions[stage] < 1 || over.has(stage)) continue;
      over.add(stage);
      write(`  ${stage.padEnd(9)} 100 %`);
    }
  };
  return {
    show(video) {
      const { stage } = video;
      fractions = stageProgress(video, fractions);
      tellFinished();
      if (stage === null || over.has(stage)) return;
      const quarter = Math.floor(fractions[stage] * 4) * 25;
      const line =
        `  ${stage.padEnd(9)} ${String(quarter).padStart(3)} % ${detailOf(video)}`.trimEnd();
      if (line !== shown) write(line);
      shown = line;
    },
    say: write,
    close: () => {},
  };
}

export function createProgressView(stream: Screen): ProgressView {
  return stream.isTTY ? createBars(stream) : createLines(stream);
}
