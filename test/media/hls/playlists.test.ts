import * as HLS from 'hls-parser';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  averageBandwidth,
  multivariantPlaylist,
  mediaPlaylist,
  peakBandwidth,
  targetDuration,
  type SegmentSize,
  type Variant,
} from '../../../media/hls/playlists.ts';
import { masterIn, mediaIn } from './parsed.ts';

beforeAll(() => HLS.setOptions({ strictMode: true }));

function segments(...sizes: [duration: number, bytes: number][]): SegmentSize[] {
  return sizes.map(([duration, bytes], index) => ({ uri: `seg-${index}.m4s`, duration, bytes }));
}

function variant(name: string, bandwidth: number): Variant {
  return {
    name,
    width: 640,
    height: 360,
    bandwidth,
    averageBandwidth: bandwidth,
    codecs: 'avc1.64001f',
    frameRate: 24,
  };
}

describe('bandwidth', () => {
  test('the average is over everything', () => {
    expect(averageBandwidth(segments([4, 1000], [2, 500]))).toBe(2000);
  });

  test('the peak is the worst run of 0.5 to 1.5 target durations', () => {
    expect(peakBandwidth(segments([4, 1000], [4, 3000], [4, 1000]), 4)).toBe(6000);
  });

  test('a short last segment alone is no peak', () => {
    // One second of a heavy picture: only together with its neighbour it lasts long enough.
    expect(peakBandwidth(segments([4, 1000], [1, 1000]), 4)).toBe(3200);
  });

  test('an asset shorter than half a target has its average as peak', () => {
    expect(peakBandwidth(segments([0.5, 500]), 4)).toBe(8000);
  });
});

describe('media playlists', () => {
  test('the target duration is the longest segment rounded, over all tracks, at least 1', () => {
    expect(targetDuration([segments([4.004, 1]), segments([4.011, 1], [3.9, 1])])).toBe(4);
    expect(targetDuration([segments([4.6, 1])])).toBe(5);
    expect(targetDuration([segments([0.04, 1])])).toBe(1);
  });

  test('a strict parser reads back what was measured', () => {
    const list = segments([4.004, 10], [1.001, 5]);
    const parsed = mediaIn(mediaPlaylist(list, 4));
    expect(parsed).toMatchObject({ targetDuration: 4, endlist: true, playlistType: 'VOD' });
    expect(parsed.segments.map(({ uri, duration }) => [uri, duration])).toEqual([
      ['seg-0.m4s', 4.004],
      ['seg-1.m4s', 1.001],
    ]);
    expect(parsed.segments[0]?.map?.uri).toBe('init.mp4');
  });
});

describe('the master', () => {
  test('begins with the variant nearest to 2 Mb/s and goes on downwards', () => {
    const variants = [
      variant('a', 5e6),
      variant('b', 2.8e6),
      variant('c', 1.4e6),
      variant('d', 8e5),
    ];
    const text = multivariantPlaylist({ variants, audio: null, base: '' });
    const parsed = masterIn(text);
    expect(parsed.variants.map(({ uri }) => uri[0])).toEqual(['b', 'a', 'c', 'd']);
  });

  test('names the sound’s language and keeps its group out of a silent asset', () => {
    const audio = {
      name: 'audio',
      codec: 'mp4a.40.2',
      channels: 2,
      language: 'fr',
      bandwidth: 1,
      averageBandwidth: 1,
    };
    const variants = [variant('a', 5e6)];
    expect(multivariantPlaylist({ variants, audio, base: '' })).toContain('LANGUAGE="fr"');
    expect(multivariantPlaylist({ variants, audio: null, base: '' })).not.toContain('AUDIO');
  });
});
