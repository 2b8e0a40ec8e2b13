import { readFile } from 'node:fs/promises';
import type { ParsedFile } from './house-measures.ts';
import {
  filesPerFolder,
  importsPerHundredLines,
  lineCount,
  namedFunctions,
  namesExportedTwice,
  quantile,
  roomOf,
} from './house-measures.ts';
import { parse } from './source-rules.ts';
import { isSource, ourFiles, ROOT } from './tree.ts';

/** One figure of the house, and the bound it is held to. */
export interface Measure {
  name: string;
  value: number;
  /** As it is printed: which files or names the figure is about. */
  about: string[];
  holds: boolean;
  bound: string;
}

/** The painter is a drawing, kept apart and frozen: the figures are those of the product. */
const PAINTER = /^(test\/)?simulators\/painter\//;
const NOT_PRODUCT = new Set(['test', 'bench', 'docs', 'tools', '']);
const LONG_FUNCTION = 50;

export async function readHouse(): Promise<ParsedFile[]> {
  const paths = (await ourFiles()).filter((path) => isHouseSource(path) && !PAINTER.test(path));
  return Promise.all(
    paths.map(async (path) => {
      const text = await readFile(`${ROOT}${path}`, 'utf8');
      return { path, text, program: parse(path, text) };
    }),
  );
}

/** A `.d.mts` only repeats what its `.mjs` says. */
const isHouseSource = (path: string): boolean =>
  (isSource(path) || path.endsWith('.tsx')) && !/\.d\.m?ts$/.test(path);

/** All figures; `files` are those of `readHouse`. */
export function measureHouse(files: readonly ParsedFile[]): Measure[] {
  const product = files.filter(({ path }) => !NOT_PRODUCT.has(roomOf(path)));
  const withoutSimulators = product.filter(({ path }) => roomOf(path) !== 'simulators');
  return [
    largestFolder(files),
    imports('all rooms', product, 3.8),
    imports('activities', inRoom(product, 'activities'), 6.5),
    longFunctions(withoutSimulators),
    twins(withoutSimulators),
    ...lengths(product),
    ...['api', 'media', 'web'].map((room) => tested(files, room)),
  ];
}

const inRoom = (files: readonly ParsedFile[], room: string): ParsedFile[] =>
  files.filter(({ path }) => roomOf(path) === room);

function largestFolder(files: readonly ParsedFile[]): Measure {
  const [folder, value] = [...filesPerFolder(files.map(({ path }) => path))].reduce((a, b) =>
    b[1] > a[1] ? b : a,
  );
  const name = 'files in the largest folder';
  return { name, value, about: [folder], holds: value <= 20, bound: '≤ 20' };
}

function imports(where: string, files: readonly ParsedFile[], most: number): Measure {
  const value = importsPerHundredLines(files);
  const name = `own imports per 100 lines, ${where}`;
  return { name, value, about: [], holds: value <= most, bound: `≤ ${most}` };
}

function longFunctions(files: readonly ParsedFile[]): Measure {
  const long = files.flatMap(namedFunctions).filter(({ lines }) => lines > LONG_FUNCTION);
  const about = long.map(({ path, name, lines }) => `${path} ${name} (${lines})`);
  const name = `functions over ${LONG_FUNCTION} lines`;
  return { name, value: long.length, about, holds: long.length <= 5, bound: '≤ 5' };
}

function twins(files: readonly ParsedFile[]): Measure {
  const found = namesExportedTwice(files);
  const about = [...found].map(([name, paths]) => `${name}: ${paths.join(', ')}`);
  const name = 'names exported twice';
  return { name, value: found.size, about, holds: found.size <= 5, bound: '≤ 5' };
}

function lengths(files: readonly ParsedFile[]): Measure[] {
  const lines = files.map(({ text }) => lineCount(text));
  const median = quantile(lines, 0.5);
  const p95 = quantile(lines, 0.95);
  const longest = files
    .map(({ path, text }) => ({ path, lines: lineCount(text) }))
    .filter((each) => each.lines > 200)
    .map((each) => `${each.path} (${each.lines})`);
  return [
    {
      name: 'lines of the median file',
      value: median,
      about: [],
      holds: median >= 40 && median <= 90,
      bound: '40–90',
    },
    {
      name: 'lines of the file at 95 %',
      value: p95,
      about: longest,
      holds: p95 <= 200,
      bound: '≤ 200',
    },
  ];
}

function tested(files: readonly ParsedFile[], room: string): Measure {
  const lines = (where: string): number =>
    files
      .filter(({ path }) => path.startsWith(where))
      .reduce((all, { text }) => all + lineCount(text), 0);
  const value = lines(`test/${room}/`) / Math.max(1, lines(`${room}/`));
  return { name: `tests ÷ code, ${room}`, value, about: [], holds: value >= 0.7, bound: '≥ 0.7' };
}
