import type { Probe } from '../source/probe.ts';

/** Light of a white page in an HDR picture, in cd/m² (ITU-R BT.2408 §2.2): our 1.0. */
const WHITE = 203;

/** What HDR is mastered for, in cd/m². Brighter highlights clip; few takes say their own peak. */
const PEAK = 1000;

/**
 * Brings PQ or HLG into the range of common screens. Eight bits that are still tagged PQ are wrong
 * to every player, and an HDR ladder wants ten bits and a common one beside it. The input is told
 * in full: zscale refuses a picture that leaves its matrix or range open.
 * @param size even sides, which zscale needs for 4:2:0
 */
export function toneMapped(
  hdr: Exclude<Probe['hdr'], null>,
  size: { width: number; height: number },
): string[] {
  return [
    `scale=${size.width}:${size.height}`,
    `zscale=tin=${hdr}:min=bt2020nc:pin=bt2020:rin=limited:t=linear:npl=${WHITE}`,
    'format=gbrpf32le',
    'zscale=p=bt709',
    // Leaves everything up to skin as it is and bends only what is brighter.
    `tonemap=tonemap=mobius:desat=0:peak=${(PEAK / WHITE).toFixed(3)}`,
    'zscale=t=bt709:m=bt709:r=limited',
    'format=yuv420p',
  ];
}
