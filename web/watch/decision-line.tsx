import type { Video } from '../../client/resources.ts';
import { sentence } from '../shared/format.ts';
import { decisionSentence } from './take-words.ts';

/** Why it is this take: the person who decided, else the reason that the pick carries. */
export function DecisionLine({ video }: { video: Video }) {
  const text = decisionSentence(video) ?? video.pick?.reason;
  return text === undefined ? null : <p class="decision">{sentence(text)}</p>;
}
