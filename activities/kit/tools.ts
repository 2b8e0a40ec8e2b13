import type { MediaTools } from '../../media/ffmpeg/ffmpeg.ts';
import type { MediaDeps } from './deps.ts';

/** For the options of whatever starts ffmpeg: nothing at all where nothing was chosen. */
export function withTools({ tools }: Pick<MediaDeps, 'tools'>): { tools?: MediaTools } {
  return tools === undefined ? {} : { tools };
}
