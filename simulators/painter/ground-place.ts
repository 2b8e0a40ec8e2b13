import type { Place } from './prompt-words.ts';

/** Places that are a heightfield. */
export type GroundPlace = Extract<
  Place,
  'mountains' | 'hills' | 'desert' | 'canyon' | 'forest' | 'lake' | 'coast'
>;
