import { join } from 'node:path';
import * as z from 'zod';
import { SEARCH_ATTRIBUTES } from '../../temporal/names.ts';
import type { StackConfig, RoleSetting } from '../config.ts';
import { runProgram } from '../setup/run-program.ts';
import type { PartSpec } from './part.ts';

interface PartContext {
  config: StackConfig;
  env: NodeJS.ProcessEnv;
}

/** Bundling workflows on a busy machine takes a worker some ten seconds. */
const READY_WITHIN_MS = 90_000;
/** Streams to browsers are cut, answers under way are finished. */
const API_GRACE_MS = 10_000;
/** It has nothing to finish: its jobs are on disk. */
const SMALL_GRACE_MS = 5000;

const Announcement = z.looseObject({
  ready: z.boolean().optional(),
  address: z.string().optional(),
  listening: z.string().optional(),
});

/** `{"listening": "<url>"}` or `{"ready": true, "address": "<url>"}`, as our programs print it. */
export function announcedAddress(line: string): string | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const { ready, address, listening } = Announcement.parse(JSON.parse(line));
    return ready === true ? address : listening;
  } catch {
    return undefined;
  }
}

function nodePart(
  { config, env }: PartContext,
  part: {
    name: string;
    program: string;
    args?: readonly string[];
    address: string;
    graceMs: number;
  },
): PartSpec {
  return {
    name: part.name,
    command: process.execPath,
    args: [join(config.programs, part.program), ...(part.args ?? [])],
    cwd: config.programs,
    env,
    address: part.address,
    readiness: { kind: 'announced', addressIn: announcedAddress },
    readyWithinMs: READY_WITHIN_MS,
    graceMs: part.graceMs,
  };
}

export function temporalPart(
  { config, env }: PartContext,
  options: { program: string; port: number; uiPort: number },
): PartSpec {
  const { program, port, uiPort } = options;
  const address = `127.0.0.1:${port}`;
  const attributes = Object.entries(SEARCH_ATTRIBUTES);
  const database = join(config.dataDir, 'temporal.db');
  // The flags of start-dev reach a new database only; an attribute that a later version of ours
  // adds must be made on the kept one. Making it again is no error, so it also tells readiness.
  const create = attributes.flatMap(([name, type]) => ['--name', name, '--type', type]);
  const connect = ['--address', address, '--namespace', config.temporalNamespace];
  const probe = ['operator', 'search-attribute', 'create', ...create, ...connect];
  return {
    name: 'temporal',
    command: program,
    args: [
      'server',
      'start-dev',
      '--ip=127.0.0.1',
      `--port=${port}`,
      `--ui-port=${uiPort}`,
      `--db-filename=${database}`,
      `--namespace=${config.temporalNamespace}`,
      '--log-level=error',
      ...attributes.map(([name, type]) => `--search-attribute=${name}=${type}`),
      '--dynamic-config-value=matching.enableFairness=true',
    ],
    cwd: config.dataDir,
    env,
    address,
    readiness: {
      kind: 'probed',
      isServing: async () => {
        const result = await runProgram(program, [...probe, '--command-timeout=3s'], { env });
        return result.code === 0;
      },
    },
    readyWithinMs: READY_WITHIN_MS,
    graceMs: SMALL_GRACE_MS * 2,
  };
}

export function localModelPart(context: PartContext, port: number): PartSpec {
  const data = join(context.config.dataDir, 'local-model');
  return nodePart(context, {
    name: 'local-model',
    program: 'simulators/openai-videos/main.ts',
    address: `http://127.0.0.1:${port}`,
    args: ['--host', '127.0.0.1', '--port', String(port), '--data', data],
    graceMs: SMALL_GRACE_MS,
  });
}

export function workerPart(context: PartContext, role: RoleSetting, port: number): PartSpec {
  const env = {
    ...context.env,
    PROMPTREEL_WORKER_ROLE: role,
    PROMPTREEL_WORKER_PORT: String(port),
  };
  return nodePart(
    { ...context, env },
    {
      name: `worker-${role}`,
      program: 'workers/main.ts',
      address: `http://127.0.0.1:${port}`,
      graceMs: context.config.stopGraceMs,
    },
  );
}

export function apiPart(context: PartContext, address: string): PartSpec {
  const program = 'api/main.ts';
  return nodePart(context, { name: 'api', program, address, graceMs: API_GRACE_MS });
}

/** The emulator with the bucket of the configured store, which it makes itself. */
export function gcsPart(
  { config, env }: PartContext,
  options: { program: string; port: number },
): PartSpec {
  const address = `http://127.0.0.1:${options.port}`;
  const bucket = new URL(config.store).host;
  const root = join(config.dataDir, 'gcs');
  return {
    name: 'gcs',
    command: options.program,
    args: [
      '-scheme=http',
      '-host=127.0.0.1',
      `-port=${options.port}`,
      '-backend=filesystem',
      `-filesystem-root=${root}`,
      `-external-url=${address}`,
      // Signed links name this host.
      `-public-host=127.0.0.1:${options.port}`,
      '-log-level=warn',
    ],
    cwd: config.dataDir,
    env,
    address,
    readiness: {
      kind: 'probed',
      isServing: async () => {
        const url = `${address}/storage/v1/b?project=promptreel`;
        const headers = { 'content-type': 'application/json' };
        const request = { method: 'POST', headers, body: JSON.stringify({ name: bucket }) };
        const answer = await fetch(url, request).catch(() => undefined);
        // 409: it is there from an earlier run.
        return answer !== undefined && (answer.ok || answer.status === 409);
      },
    },
    readyWithinMs: READY_WITHIN_MS,
    graceMs: SMALL_GRACE_MS,
  };
}
