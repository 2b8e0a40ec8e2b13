import type { Node, Program } from 'oxc-parser';
import { nodes } from './source-rules.ts';

/** One source file with its syntax tree. */
export interface ParsedFile {
  path: string;
  text: string;
  program: Program;
}

export const lineCount = (text: string): number => text.split('\n').length - 1;

/** The room a file lies in; files at the root lie in none. */
export const roomOf = (path: string): string => (path.includes('/') ? path.split('/', 1)[0]! : '');

/** Import and re-export statements with a relative specifier, those of types included. */
export function ownImports({ program }: ParsedFile): number {
  return program.body.filter((node) => 'source' in node && isRelative(node.source)).length;
}

/** A file of nothing but re-exports is a sign, not code. */
export function onlyReExports({ program }: ParsedFile): boolean {
  return (
    program.body.length > 0 &&
    program.body.every(
      (node) =>
        node.type === 'ExportAllDeclaration' ||
        (node.type === 'ExportNamedDeclaration' && node.source !== null),
    )
  );
}

/** Relative imports per 100 formatted lines, over the files together. */
export function importsPerHundredLines(files: readonly ParsedFile[]): number {
  const code = files.filter((file) => !onlyReExports(file));
  const lines = sum(code.map(({ text }) => lineCount(text)));
  return lines === 0 ? 0 : (100 * sum(code.map(ownImports))) / lines;
}

export interface NamedFunction {
  path: string;
  name: string;
  lines: number;
}

/** Declarations, methods, and arrows or function expressions that are given a name. */
export function namedFunctions(file: ParsedFile): NamedFunction[] {
  return nodes(file.program).flatMap((node) => {
    const found = named(node);
    if (found === null) return [];
    const { start, end } = found.body;
    const lines = file.text.slice(start, end).split('\n').length;
    return [{ path: file.path, name: found.name, lines }];
  });
}

/** Names of values and types that more than one file declares and exports. */
export function namesExportedTwice(files: readonly ParsedFile[]): Map<string, string[]> {
  const places = new Map<string, string[]>();
  for (const { path, program } of files) {
    for (const name of new Set(declaredExports(program))) {
      places.set(name, [...(places.get(name) ?? []), path]);
    }
  }
  return new Map([...places].filter(([, paths]) => paths.length > 1));
}

/** How many source files each folder holds directly. */
export function filesPerFolder(paths: readonly string[]): Map<string, number> {
  const folders = new Map<string, number>();
  for (const path of paths) {
    const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.';
    folders.set(folder, (folders.get(folder) ?? 0) + 1);
  }
  return folders;
}

/** The value below which `share` (0..1) of the numbers lie. */
export function quantile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0);

function isRelative(source: unknown): boolean {
  return (
    typeof source === 'object' &&
    source !== null &&
    'value' in source &&
    typeof source.value === 'string' &&
    source.value.startsWith('.')
  );
}

function named(node: Node): { name: string; body: Node } | null {
  if (node.type === 'FunctionDeclaration') return { name: node.id?.name ?? '', body: node };
  if (node.type === 'MethodDefinition') return { name: keyName(node.key), body: node.value };
  if (node.type === 'Property' && isFunction(node.value)) {
    return { name: keyName(node.key), body: node.value };
  }
  if (node.type === 'VariableDeclarator' && node.init !== null && isFunction(node.init)) {
    return { name: node.id.type === 'Identifier' ? node.id.name : '', body: node.init };
  }
  return null;
}

const isFunction = (node: Node): boolean =>
  node.type === 'ArrowFunctionExpression' || node.type === 'FunctionExpression';

const keyName = (key: Node): string => (key.type === 'Identifier' ? key.name : 'computed');

function declaredExports(program: Program): string[] {
  return program.body.flatMap((node) => {
    if (node.type !== 'ExportNamedDeclaration' || node.declaration === null) return [];
    const { declaration } = node;
    if (declaration.type === 'VariableDeclaration') {
      return declaration.declarations.flatMap(({ id }) =>
        id.type === 'Identifier' ? id.name : [],
      );
    }
    return 'id' in declaration && declaration.id?.type === 'Identifier'
      ? [declaration.id.name]
      : [];
  });
}
