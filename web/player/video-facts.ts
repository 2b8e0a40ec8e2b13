import type { Video } from '../../client/resources.ts';
import { number } from '../shared/format.ts';
import { scoreText, takeName } from '../watch/take-words.ts';

export type Fact = [name: string, value: string];

/** What is known of a published video: its picture, and the take it came from. */
export function factsOf({ media, pick, candidates }: Video): Fact[] {
  const facts: Fact[] = [];
  if (media !== null) {
    const heights = media.renditions.map((rendition) => rendition.height);
    const ladder = [...new Set(heights)].toSorted((a, b) => b - a);
    facts.push(
      ['Size', `${media.width}×${media.height}`],
      ['Length', `${number(media.duration)} s · ${number(media.frame_rate)} fps`],
      ['Qualities', ladder.map((height) => `${height}p`).join(' · ')],
    );
  }
  const take = candidates.find(({ id }) => id === pick?.candidate);
  if (take !== undefined) {
    facts.push(
      ['Model', take.model],
      ['Seed', `${take.seed}`],
      ['Score', `${scoreText(take)} · ${takeName(take)} of ${candidates.length}`],
    );
  }
  return facts;
}
