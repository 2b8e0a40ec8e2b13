import type { Video } from '../../client/resources.ts';
import { remaining } from '../shared/format.ts';

/** What a reviewer has to know about the deadline. @param left seconds, negative once it is over */
export function deadlineSentence(left: number, outcome: Video['review']['on_deadline']): string {
  const then = outcome === 'reject' ? 'the video is rejected' : 'the best take is published';
  if (left <= 0) return `The time is up: ${then}.`;
  return `${remaining(left)} left, then ${then}.`;
}
