/** One thing that `npm test` looks at. */
export interface Check {
  name: string;
  command: string;
  args: readonly string[];
}

export interface CheckResult {
  passed: number;
  failed: number;
  skipped: number;
}

/** The line that CI and people read: tools and tests counted alike. */
export function summaryLine(results: readonly CheckResult[]): string {
  const sum = (key: 'passed' | 'failed'): number =>
    results.reduce((total, result) => total + result[key], 0);
  return `${sum('passed')} passed, ${sum('failed')} failed`;
}
