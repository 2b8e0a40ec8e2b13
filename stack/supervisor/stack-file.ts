import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessIdentity } from '../early/process-identity.mjs';

export interface StackPart extends ProcessIdentity {
  name: string;
  /** Where it serves, or will in a moment: it is listed from its first instant on. */
  address: string;
}

/** `<data dir>/stack.json`, as `api.md` fixes it. */
export interface StackFile {
  supervisor: ProcessIdentity;
  parts: StackPart[];
}

export const stackFilePath = (dataDir: string): string => join(dataDir, 'stack.json');

/** Undefined when there is none or it is damaged, which a rename into place should rule out. */
export function readStackFile(dataDir: string): StackFile | undefined {
  try {
    return JSON.parse(readFileSync(stackFilePath(dataDir), 'utf8')) as StackFile;
  } catch {
    return undefined;
  }
}

/** Replaced whole: a reader sees the old content or the new, never half of it. */
export function writeStackFile(dataDir: string, content: StackFile): void {
  const draft = `${stackFilePath(dataDir)}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(content)}\n`);
  renameSync(draft, stackFilePath(dataDir));
}

export function removeStackFile(dataDir: string): void {
  rmSync(stackFilePath(dataDir), { force: true });
}
