import { createRequire } from 'node:module';
import type { IConfiguration, ICruiseResult } from 'dependency-cruiser';
import { cruise } from 'dependency-cruiser';

interface ImportRules extends IConfiguration {
  /** Every folder that the rules know. */
  folders: string[];
}

export const importRules = createRequire(import.meta.url)(
  '../../.dependency-cruiser.cjs',
) as ImportRules;

/** Which rules the tree at `root` breaks, as `rule: importer → imported`, sorted. */
export async function brokenImportRules(root: string, folders: string[]): Promise<string[]> {
  const { output } = await cruise(folders, {
    ...importRules.options,
    baseDir: root,
    validate: true,
    ruleSet: { forbidden: importRules.forbidden ?? [] },
  });
  const { summary } = output as ICruiseResult;
  return summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`).toSorted();
}
