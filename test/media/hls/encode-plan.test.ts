import { describe, expect, test } from 'vitest';
import { planLadder } from '../../../domain/renditions/ladder.ts';
import { encodePlan, expectedFrames, pictureSeconds } from '../../../media/hls/encode-plan.ts';
import type { Probe } from '../../../media/source/probe.ts';
import { probeOf } from '../probes.ts';

function plan(probe: Partial<Probe> = {}, audio: string | null = '/out/audio.mp4') {
  const source = probeOf(probe);
  const ladder = planLadder(source);
  const rungs = ladder.rungs.map(({ name }) => `/out/${name}.mp4`);
  return { ...encodePlan(source, ladder, { rungs, audio }), ladder };
}

/** The value behind an option. */
const valueOf = (options: readonly string[], name: string): string | undefined =>
  options[options.indexOf(name) + 1];

describe('one run of ffmpeg', () => {
  test('writes one file for each rung and one for the sound, nothing else', () => {
    const targets = plan().outputs.map(({ target }) => target);
    expect(targets).toEqual([
      'file:/out/720p.mp4',
      'file:/out/480p.mp4',
      'file:/out/360p.mp4',
      'file:/out/audio.mp4',
    ]);
    expect(plan({}, null).outputs).toHaveLength(3);
    expect(plan({}, null).filterGraph).not.toContain('[a]');
  });

  test('takes the streams that were chosen, by their place in the file', () => {
    const { filterGraph } = plan({ videoStream: 2, audioStream: 4 });
    expect(filterGraph).toMatch(/^\[0:2\]/);
    expect(filterGraph).toContain('[0:4]');
  });

  test('decodes and splits once', () => {
    const { filterGraph } = plan();
    expect(filterGraph.match(/\[0:0\]/g)).toHaveLength(1);
    expect(filterGraph).toContain('split=3[s0][s1][s2]');
  });

  test('copies neither chapters nor the source’s words into any output', () => {
    for (const { options } of plan().outputs) {
      expect(valueOf(options, '-map_chapters')).toBe('-1');
      expect(valueOf(options, '-map_metadata')).toBe('-1');
    }
  });

  test('puts a key frame at every GOP and nowhere else', () => {
    const { outputs, ladder } = plan();
    for (const { options } of outputs.slice(0, -1)) {
      expect(valueOf(options, '-g')).toBe(String(ladder.gopFrames));
      expect(valueOf(options, '-keyint_min')).toBe(String(ladder.gopFrames));
      expect(valueOf(options, '-sc_threshold')).toBe('0');
      expect(valueOf(options, '-flags')).toBe('+cgop');
    }
  });
});

describe('the timeline', () => {
  test('counts evenly spaced pictures out', () => {
    const { inputOptions, filterGraph } = plan({ rate: { num: 24_000, den: 1001 } });
    expect(valueOf(inputOptions, '-r')).toBe('24000/1001');
    expect(filterGraph).not.toContain('fps=');
  });

  test('resamples a varying picture and repeats the last for as long as it shows', () => {
    const varying = { constantRate: false, frames: 30, duration: 2.5 };
    const { inputOptions, filterGraph } = plan(varying);
    expect(inputOptions).not.toContain('-r');
    expect(filterGraph).toContain('fps=24/1');
    expect(filterGraph).toContain('trim=end_frame=60');
    expect(expectedFrames(probeOf(varying))).toBe(60);
    expect(pictureSeconds(probeOf(varying))).toBe(2.5);
  });

  test('a picture so brief that it rounds to nothing is still one', () => {
    expect(expectedFrames(probeOf({ constantRate: false, duration: 0.001 }))).toBe(1);
  });

  test('moves sound by what the picture starts late or early', () => {
    expect(plan({ videoStart: 0.25 }).filterGraph).toContain('asetpts=PTS-(0.250000)/TB');
    expect(plan({ videoStart: -0.25 }).filterGraph).toContain('asetpts=PTS-(-0.250000)/TB');
  });

  test('gives sound the picture’s length, less the encoder’s priming', () => {
    expect(plan().filterGraph).toContain('atrim=start_sample=1024:end_sample=96000');
  });
});

describe('pictures', () => {
  test('of a common kind are only scaled', () => {
    const { filterGraph } = plan();
    for (const word of ['bwdif', 'zscale', 'tonemap', 'transpose', 'out_range', 'setparams']) {
      expect(filterGraph).not.toContain(word);
    }
  });

  test('are made of one size before any filter that trusts it', () => {
    const { filterGraph } = plan({ interlaced: true, turning: ['transpose=clock'] });
    const places = ['pad=', 'bwdif', 'transpose=clock', 'split'].map((word) =>
      filterGraph.indexOf(word),
    );
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places[0]).toBeGreaterThan(0);
  });

  test('are turned by us alone', () => {
    expect(plan().inputOptions).toContain('-noautorotate');
  });

  test.each(['smpte2084', 'arib-std-b67'] as const)('in %s are tone-mapped once', (hdr) => {
    const { filterGraph } = plan({ hdr });
    expect(filterGraph.match(/tonemap=tonemap/g)).toHaveLength(1);
    expect(filterGraph).toContain(`zscale=tin=${hdr}`);
    expect(filterGraph.indexOf('tonemap')).toBeLessThan(filterGraph.indexOf('split'));
  });
});
