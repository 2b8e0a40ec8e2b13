import { between, randomFrom } from './random.ts';
import type { Scene } from './scene.ts';

/** Moments in seconds at which a storm lights up, far enough apart to be safe to look at. */
export function lightningTimes(scene: Scene, seed: number, duration: number): readonly number[] {
  if (scene.weather !== 'storm') return [];
  const random = randomFrom('lightning', seed);
  const times: number[] = [];
  for (let at = between(random, 0.6, 1.4); at < duration - 0.4; at += between(random, 2.2, 4.5)) {
    times.push(at);
  }
  return times;
}

/** Brightness of the glow, 0..1: a fifth of a second up, a second down, never a strobe. */
export function flashAt(scene: Scene, seed: number): (time: number) => number {
  const times = lightningTimes(scene, seed, 61);
  return (time) => {
    let glow = 0;
    for (const at of times) {
      const since = time - at;
      if (since < 0 || since > 3) continue;
      glow = Math.max(glow, since < 0.2 ? since / 0.2 : Math.exp(-(since - 0.2) * 2.4));
    }
    return glow;
  };
}
