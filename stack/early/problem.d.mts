export class Problem extends Error {
  readonly exitCode: number;
  constructor(message: string, options?: { exitCode?: number; cause?: unknown });
}
export function explainOutput(output: string, fallback: string): string;
export function reportFatal(error: unknown): void;
