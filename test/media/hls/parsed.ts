import * as HLS from 'hls-parser';

export function masterIn(text: string): HLS.types.MasterPlaylist {
  const playlist = HLS.parse(text);
  if (!(playlist instanceof HLS.types.MasterPlaylist)) throw new Error('not a master playlist');
  return playlist;
}

export function mediaIn(text: string): HLS.types.MediaPlaylist {
  const playlist = HLS.parse(text);
  if (!(playlist instanceof HLS.types.MediaPlaylist)) throw new Error('not a media playlist');
  return playlist;
}
