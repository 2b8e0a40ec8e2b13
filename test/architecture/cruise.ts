import { createRequire } from 'node:module';
import type { IConfiguration, ICruiseResult } from 'dependency-cruiser';
import { cruise } from 'dependency-cruiser';

interface ImportRules extends IConfiguration {
  /** Every folder that the rules know. */
  folders: string[];
}

export const importRules: ImportRules = createRequire(import.meta.url)(
  '../../.dependency-cruiser.cjs',
);

/** What a cruise found, where no reporter has made a text of it. */
export function resultOf(output: ICruiseResult | string): ICruiseResult {
  if (typeof output === 'string') throw new Error('a report in place of a result');
  return output;
}

/** Which rules the tree at `root` breaks, as `rule: importer → imported`, sorted. */
export async function brokenImportRules(root: string, folders: string[]): Promise<string[]> {
  const { output } = await cruise(folders, {
    ...importRules.options,
    baseDir: root,
    validate: true,
    ruleSet: { forbidden: importRules.forbidden ?? [] },
  });
  return resultOf(output)
    .summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)
    .toSorted();
}
