import {
  AURORA_WORDS,
  GROUND_WORDS,
  MOODS,
  MOVES,
  PLACES,
  SEASONS,
  SUBJECT_HOMES,
  SUBJECTS,
  TIMES,
  WEATHERS,
  WORLDS,
} from './prompt-words.ts';
import type {
  Mood,
  Move,
  Place,
  Season,
  Subject,
  TimeOfDay,
  Weather,
  World,
} from './prompt-words.ts';
import { choose, randomFrom } from './random.ts';

/** What is to be painted, as far as words decide it. The seed decides the rest. */
export interface Scene {
  readonly place: Place;
  readonly weather: Weather;
  readonly time: TimeOfDay;
  readonly season: Season;
  readonly move: Move;
  /** Among the things or above them. */
  readonly vantage: 'ground' | 'air';
  readonly aurora: boolean;
  readonly mood?: Mood;
  readonly subject?: Subject;
  readonly world?: World;
}

interface Match<T> {
  readonly value: T;
  readonly length: number;
  readonly at: number;
}

function normalise(text: string): string {
  const words = text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]+/gu, ' ');
  return ` ${words.trim()} `;
}

/** The longest phrase wins, then the earliest: "hot air balloon" is no "air", a later word no rival. */
function bestMatch<T extends string>(
  text: string,
  table: Readonly<Record<T, string>>,
): Match<T> | undefined {
  let best: Match<T> | undefined;
  for (const value in table) {
    for (const phrase of table[value].split(',')) {
      const key = normalise(phrase);
      const at = text.indexOf(key);
      if (at < 0) continue;
      const words = key.trim().split(' ').length;
      const better = !best || words > best.length || (words === best.length && at < best.at);
      if (better) best = { value, length: words, at };
    }
  }
  return best;
}

function without<T extends string>(
  found: T | undefined,
  rejected: string,
  table: Readonly<Record<T, string>>,
): T | undefined {
  return found !== undefined && bestMatch(rejected, table)?.value === found ? undefined : found;
}

/**
 * Reads a prompt. Words it does not know change nothing but the hash, and the hash fills every gap,
 * so that an unknown prompt is still painted with intent and always the same way.
 */
export function readScene(prompt: string, negativePrompt = ''): Scene {
  const text = normalise(prompt);
  const rejected = normalise(negativePrompt);
  const random = randomFrom('scene', text);
  function find<T extends string>(table: Readonly<Record<T, string>>): T | undefined {
    return without(bestMatch(text, table)?.value, rejected, table);
  }
  const aurora = AURORA_WORDS.split(',').some((word) => text.includes(` ${word} `));
  const subject = find(SUBJECTS);
  const place = placeFor(find(PLACES), subject) ?? homeless(text, random());
  const mood = find(MOODS);
  const world = find(WORLDS);
  const season = find(SEASONS);
  // Pale colours and fresh green are seen by day; at dusk both would be grey.
  const fallbackTime = choose<TimeOfDay>(
    random,
    mood === 'pastel' || season === 'spring'
      ? ['morning', 'morning', 'noon', 'sunrise']
      : ['sunrise', 'morning', 'sunset', 'sunset', 'dusk'],
  );
  const fallbackWeather = choose<Weather>(random, ['clear', 'cloudy', 'cloudy', 'clear']);
  const fallbackMove = choose<Move>(random, ['fly', 'push', 'pan']);
  const fallbackSeason = choose<Season>(random, ['spring', 'summer', 'summer', 'autumn']);
  const weather = find(WEATHERS) ?? (aurora ? 'clear' : fallbackWeather);
  return {
    place,
    weather,
    // A storm that names no hour comes at the end of the day, when it is at its best.
    time: aurora ? 'night' : (find(TIMES) ?? (weather === 'storm' ? 'dusk' : fallbackTime)),
    season: season ?? fallbackSeason,
    move: find(MOVES) ?? fallbackMove,
    vantage: vantageFor(text, place),
    aurora,
    ...(mood && { mood }),
    ...(subject && { subject }),
    ...(world && { world }),
  };
}

/** A boat needs water whatever the rest of the prompt says. */
function placeFor(found: Place | undefined, subject: Subject | undefined): Place | undefined {
  if (!subject) return found;
  const afloat = subject === 'boat' || subject === 'ship' || subject === 'whale';
  const dry =
    found === 'hills' || found === 'forest' || found === 'canyon' || found === 'mountains';
  if (afloat && dry) return 'lake';
  return found ?? SUBJECT_HOMES[subject];
}

function vantageFor(text: string, place: Place): Scene['vantage'] {
  if (GROUND_WORDS.split(',').some((word) => text.includes(` ${word} `))) return 'ground';
  // One walks through a forest unless one is said to fly over it.
  return place === 'forest' && bestMatch(text, MOVES)?.value !== 'fly' ? 'ground' : 'air';
}

function homeless(text: string, roll: number): Place {
  if (text.includes(' aurora ') || text.includes(' northern lights ')) return 'lake';
  if (bestMatch(text, SEASONS)?.value === 'winter') return 'mountains';
  // A sky, a season or an hour is a landscape; words with none of them are nobody's landscape.
  if (bestMatch(text, WEATHERS) ?? bestMatch(text, TIMES) ?? bestMatch(text, SEASONS)) {
    return roll < 0.4 ? 'hills' : roll < 0.7 ? 'sea' : 'mountains';
  }
  return roll < 0.5 ? 'abstract' : roll < 0.75 ? 'hills' : 'sea';
}
