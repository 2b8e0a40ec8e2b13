import { describe, expect, it } from 'vitest';
import { readScene } from '../../../simulators/painter/scene.ts';
import type { Scene } from '../../../simulators/painter/scene.ts';

const TABLE: readonly (readonly [string, Partial<Scene>])[] = [
  [
    'a drone shot flying over a snowy mountain range at sunrise',
    { place: 'mountains', time: 'sunrise', season: 'winter', move: 'fly', vantage: 'air' },
  ],
  [
    'Neon city street at night, in the rain',
    { place: 'city', time: 'night', weather: 'rain', mood: 'neon', vantage: 'ground' },
  ],
  ['an EAGLE gliding past the Alps', { place: 'mountains', subject: 'bird', move: 'fly' }],
  ['hot air balloons', { subject: 'balloon', place: 'hills' }],
  ['a pirate ship in a thunderstorm', { subject: 'ship', place: 'sea', weather: 'storm' }],
  [
    'northern lights over a frozen lake',
    { aurora: true, time: 'night', place: 'lake', season: 'winter' },
  ],
  [
    'a cowboy in the grand canyon at golden hour',
    { place: 'canyon', time: 'sunset', subject: 'horse' },
  ],
  [
    'dolly in on a lonely tree in autumn fog',
    { subject: 'tree', season: 'autumn', weather: 'fog', move: 'push' },
  ],
  ['time-lapse of dunes under the milky way', { place: 'desert', time: 'night', move: 'static' }],
  ['orbiting a ringed planet', { place: 'space', move: 'orbit' }],
  ['liquid silk, pastel colours', { place: 'abstract', mood: 'pastel' }],
  ['tropical island, panning shot', { place: 'coast', move: 'pan', season: 'summer' }],
  ['looking up in a redwood forest', { place: 'forest', move: 'tilt' }],
  ['a whale', { place: 'sea', subject: 'whale' }],
  ['a rowboat in a mountain valley', { place: 'lake', subject: 'boat' }],
];

describe('the words of a prompt', () => {
  it.each(TABLE)('%s', (prompt, expected) => {
    expect(readScene(prompt)).toMatchObject(expected);
  });

  it('count only as whole words', () => {
    expect(readScene('scarlet carpet in a catalogue').subject).toBeUndefined();
  });

  it('are dropped when the negative prompt names the same thing', () => {
    const scene = readScene('a boat on the sea in the rain', 'boats, rain, boat');
    expect(scene.subject).toBeUndefined();
    expect(scene.weather).not.toBe('rain');
    expect(scene.place).toBe('sea');
  });

  it('mean the same scene every time, known or not', () => {
    for (const prompt of ['qwertz uiop', '', '日本の山', 'a drone shot']) {
      expect(readScene(prompt)).toEqual(readScene(prompt));
    }
  });
});
