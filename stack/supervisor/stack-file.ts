import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const Identity = z.object({ pid: z.number(), started_at: z.string() });

const StackPart = Identity.extend({
  name: z.string(),
  /** Where it serves, or will in a moment: it is listed from its first instant on. */
  address: z.string(),
});
export type StackPart = z.infer<typeof StackPart>;

/** `<data dir>/stack.json`, as `api.md` fixes it. */
const StackFile = z.object({ supervisor: Identity, parts: z.array(StackPart) });
export type StackFile = z.infer<typeof StackFile>;

export const stackFilePath = (dataDir: string): string => join(dataDir, 'stack.json');

/** Undefined when there is none or it is damaged, which a rename into place should rule out. */
export function readStackFile(dataDir: string): StackFile | undefined {
  try {
    return StackFile.parse(JSON.parse(readFileSync(stackFilePath(dataDir), 'utf8')));
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
