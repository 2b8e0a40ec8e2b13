import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { ROOT } from '../architecture/tree.ts';

export interface ComposeService {
  image: string;
  build?: { context: string };
  command?: string[];
  environment?: Record<string, string>;
  ports?: string[];
  volumes?: string[];
  restart?: string;
  stop_grace_period?: string;
  healthcheck?: { test: string[] };
  depends_on?: Record<string, { condition: string }>;
  cap_drop?: string[];
  security_opt?: string[];
  mem_limit?: string;
}

/**
 * The file as the tool understands it: checked against its schema, anchors and defaults filled in.
 * Throws where the tool is missing: an unchecked compose file is an unfinished one.
 */
export async function composeServices(): Promise<Record<string, ComposeService>> {
  const { stdout } = await promisify(execFile)(
    'docker-compose',
    ['--file', 'docker-compose.yml', 'config'],
    // Nothing of the caller's: what is checked are the defaults.
    { cwd: ROOT, env: { PATH: process.env.PATH } },
  );
  const file: { services: Record<string, ComposeService> } = parse(stdout);
  return file.services;
}
