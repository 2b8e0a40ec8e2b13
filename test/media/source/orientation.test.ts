import { expect, test } from 'vitest';
import { orientationOf } from '../../../media/source/orientation.ts';
import { probedStream } from '../probes.ts';

const ONE = 65_536;

/** As ffprobe prints it: three numbers a line, behind an offset. */
function turned(rotation: number, [a, b, c, d]: [number, number, number, number]) {
  const rows = [
    [a * ONE, b * ONE, 0],
    [c * ONE, d * ONE, 0],
    [0, 0, 2 ** 30],
  ];
  const lines = rows.map((row, index) => `0000000${index}: ${row.join('   ')}\n`);
  return orientationOf(
    probedStream({
      side_data_list: [
        {},
        {
          rotation,
          displaymatrix: `\n${lines.join('')}`,
        },
      ],
    }),
  );
}

test.each([
  ['as it is', 0, [1, 0, 0, 1], 0, []],
  ['upside down in a mirror', 0, [1, 0, 0, -1], 0, ['vflip']],
  ['a quarter to the right', -90, [0, 1, -1, 0], 90, ['transpose=clock']],
  ['a quarter to the right in a mirror', -90, [0, 1, 1, 0], 90, ['transpose=cclock_flip']],
  ['half a turn', 180, [-1, 0, 0, -1], 180, ['hflip', 'vflip']],
  ['a mirror', -180, [-1, 0, 0, 1], 180, ['hflip']],
  ['a quarter to the left', 90, [0, -1, 1, 0], 270, ['transpose=cclock']],
  ['a quarter to the left in a mirror', 90, [0, -1, -1, 0], 270, ['transpose=clock_flip']],
  ['almost a quarter', -89.6, [0, 1, -1, 0], 90, ['transpose=clock']],
] as const)('%s', (_name, angle, matrix, rotation, turning) => {
  expect(turned(angle, [...matrix])).toEqual({ rotation, turning });
});

test('a picture without a matrix is not turned', () => {
  const plain = orientationOf(probedStream());
  expect(plain).toEqual({ rotation: 0, turning: [] });
});
