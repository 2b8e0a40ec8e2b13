import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Version = readonly [major: number, minor: number, patch: number];

/** The first `1.2` or `1.2.3` in the text. */
export function parseVersion(text: string): Version | undefined {
  const match = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
  if (match === null) return undefined;
  return [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
}

export function isAtLeast(version: Version | undefined, wanted: Version): boolean {
  if (version === undefined) return false;
  for (let i = 0; i < 3; i++) {
    const difference = (version[i] ?? 0) - (wanted[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

export interface PinnedTool {
  /** Folder of its Go module. */
  dir: string;
  version: string;
  /** The Go language version that the module asks for. */
  go: Version;
}

/** What `tools/<tool>/go.mod` pins: the only place where the version is written. */
export function readPinnedTool(root: string, tool: string, module: string): PinnedTool {
  const dir = join(root, 'tools', tool);
  const text = readFileSync(join(dir, 'go.mod'), 'utf8');
  const line = text.split('\n').find((each) => each.trim().startsWith(`${module} v`));
  const version = line?.trim().split(/\s+/)[1]?.slice(1);
  const go = parseVersion(/^go (\S+)$/m.exec(text)?.[1] ?? '');
  if (version === undefined || go === undefined) {
    throw new Error(`tools/${tool}/go.mod names no version of ${module}`);
  }
  return { dir, version, go };
}
