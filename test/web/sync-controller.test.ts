import { expect, test } from 'vitest';
import type { Clip, SyncState } from '../../web/review/sync-controller.ts';
import { SyncController } from '../../web/review/sync-controller.ts';

/** A clip without pictures: it plays by being told how much time has passed. */
class StillClip implements Clip {
  currentTime = 0;
  paused = true;
  seeking = false;
  readyState = 4;
  plays = 0;
  readonly duration: number;

  constructor(duration: number) {
    this.duration = duration;
  }

  get ended(): boolean {
    return this.currentTime >= this.duration;
  }

  async play(): Promise<void> {
    this.paused = false;
    this.plays += 1;
  }

  pause(): void {
    this.paused = true;
  }

  pass(seconds: number): void {
    if (this.paused) return;
    this.currentTime = Math.min(this.duration, this.currentTime + seconds);
    if (this.ended) this.paused = true;
  }
}

function together(...clips: StillClip[]) {
  const frames: (() => void)[] = [];
  const states: SyncState[] = [];
  const sync = new SyncController({
    nextFrame: (callback) => void frames.push(callback),
    onChange: (state) => void states.push(state),
  });
  sync.setClips(clips);
  return {
    sync,
    /** Time passes, then a picture is drawn. */
    draw: (seconds: number) => {
      for (const clip of clips) clip.pass(seconds);
      for (const frame of frames.splice(0)) frame();
    },
    state: () => states.at(-1),
    waiting: () => frames.length,
  };
}

test('all play and pause as one', () => {
  const clips = [new StillClip(3), new StillClip(3)];
  const { sync, state } = together(...clips);
  sync.toggle();
  expect(clips.map(({ paused }) => paused)).toEqual([false, false]);
  expect(state()).toMatchObject({ playing: true, duration: 3 });
  sync.toggle();
  expect(clips.map(({ paused }) => paused)).toEqual([true, true]);
  expect(state()).toMatchObject({ playing: false });
});

test('a clip that has drifted by more than two frames is brought back, a nearer one left alone', () => {
  const [lead, far, near] = [new StillClip(3), new StillClip(3), new StillClip(3)];
  const { sync, draw } = together(lead, far, near);
  sync.toggle();
  draw(1);
  far.currentTime = 0.8;
  near.currentTime = 0.95;
  draw(0);
  expect([far.currentTime, near.currentTime]).toEqual([1, 0.95]);
});

test('a clip that seeks or loads is not thrown back further', () => {
  const [lead, seeking, loading] = [new StillClip(3), new StillClip(3), new StillClip(3)];
  const { sync, draw } = together(lead, seeking, loading);
  sync.toggle();
  draw(1);
  Object.assign(seeking, { currentTime: 0, seeking: true });
  Object.assign(loading, { currentTime: 0, readyState: 2 });
  draw(0);
  expect([seeking.currentTime, loading.currentTime]).toEqual([0, 0]);
});

test('a clip that stopped by itself is started again', () => {
  const [lead, other] = [new StillClip(3), new StillClip(3)];
  const { sync, draw } = together(lead, other);
  sync.toggle();
  other.paused = true;
  draw(0.01);
  expect(other.paused).toBe(false);
});

test('shorter clips wait on their last frame until the longest is over, then all begin anew', () => {
  const [short, long] = [new StillClip(1), new StillClip(2)];
  const { sync, draw, state } = together(short, long);
  sync.toggle();
  draw(1.5);
  expect(short.currentTime).toBe(1);
  expect(short.paused, 'not started again').toBe(true);
  draw(0.5);
  expect(state()).toMatchObject({ playing: true, position: 0 });
  expect([short.paused, long.paused]).toEqual([false, false]);
});

test('without the loop all stand at the beginning when it is over', () => {
  const clip = new StillClip(1);
  const { sync, draw, state, waiting } = together(clip);
  sync.loop = false;
  sync.toggle();
  draw(1);
  expect(state()).toMatchObject({ playing: false, position: 0 });
  expect(waiting(), 'nothing is drawn for nobody').toBe(0);
});

test('pressed at the end, it plays from the beginning', () => {
  const clip = new StillClip(1);
  const { sync } = together(clip);
  clip.currentTime = 1;
  sync.toggle();
  expect(clip).toMatchObject({ currentTime: 0, paused: false });
});

test('a position beyond a shorter clip is its last frame', () => {
  const [short, long] = [new StillClip(1), new StillClip(3)];
  const { sync, state } = together(short, long);
  sync.seek(2);
  expect([short.currentTime, long.currentTime]).toEqual([1, 2]);
  expect(state()).toMatchObject({ position: 2, duration: 3 });
});

test('a clip whose length nobody knows yet leads nothing', () => {
  const [unknown, known] = [new StillClip(Number.NaN), new StillClip(2)];
  const { sync, state } = together(unknown, known);
  sync.seek(1);
  expect(known.currentTime).toBe(1);
  expect(unknown.currentTime).toBe(0);
  expect(state()?.duration).toBe(2);
});

test('closed, it pauses all and draws nothing more', () => {
  const clip = new StillClip(2);
  const { sync, draw, waiting } = together(clip);
  sync.toggle();
  sync.close();
  draw(0.1);
  expect(clip.paused).toBe(true);
  expect(waiting()).toBe(0);
});

test('with no clips there is nothing to play, and nothing breaks', () => {
  const { sync, state } = together();
  sync.toggle();
  sync.seek(1);
  expect(state()).toEqual({ playing: true, position: 0, duration: 0 });
});
