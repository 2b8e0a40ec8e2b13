import { readFileSync } from 'node:fs';

/** Reads a file where there are none: the bundler must refuse it. */
export async function unfitWorkflow(): Promise<string> {
  return readFileSync('/dev/null', 'utf8');
}
