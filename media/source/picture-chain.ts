import type { Probe } from './probe.ts';

/**
 * For the input of `pictureChain`: the filter graph stays as it was set up when pictures change
 * their size, and ffmpeg turns nothing by itself (`orientation.ts` says why). Pictures that are
 * evenly spaced are counted out instead of timed, so that no rounding drops or doubles one.
 */
export function steadyInput({ constantRate, rate }: Probe): string[] {
  const counted = constantRate ? ['-r', `${rate.num}/${rate.den}`] : [];
  return ['-reinit_filter', '0', '-noautorotate', ...counted];
}

/**
 * From the decoder to whole, upright pictures of one size, as a viewer sees them but for pixels that
 * are not square. The score and the ladder look at the same pictures.
 */
export function pictureChain(probe: Probe): string[] {
  return [
    ...oneSize(probe),
    // One picture for each coded one, so that the rate stays; pictures flagged whole pass untouched.
    ...(probe.interlaced ? ['bwdif=mode=send_frame:deint=interlaced'] : []),
    ...probe.turning,
  ];
}

/**
 * A call or a camera may change its size within one track. The rest is scaled into the first size,
 * with bars where the shape is another; a picture of the first size passes as it is. Every filter
 * behind this one may rely on the size, which few of them check.
 */
function oneSize({ codedWidth: width, codedHeight: height }: Probe): string[] {
  const fit = [
    `w='min(${width},${even(`iw*${height}/ih`)})'`,
    `h='min(${height},${even(`ih*${width}/iw`)})'`,
  ];
  return [
    `scale=${fit.join(':')}:eval=frame`,
    `pad=w=${width}:h=${height}:x=(ow-iw)/2:y=(oh-ih)/2:eval=frame`,
  ];
}

function even(side: string): string {
  return `trunc(${side}/2+0.5)*2`;
}
