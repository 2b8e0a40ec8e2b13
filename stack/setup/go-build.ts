import { chmodSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Problem, explainOutput } from '../early/problem.mjs';
import { findProgram } from './find-program.ts';
import { runProgram } from './run-program.ts';
import type { PinnedTool } from './versions.ts';
import { isAtLeast, parseVersion } from './versions.ts';

export interface GoBuild {
  tool: PinnedTool;
  /** Import path of the main package. */
  package: string;
  /** `name=value` pairs for the linker's -X. */
  stamps?: readonly string[];
  /** Where the finished program goes; it appears there whole or not at all. */
  target: string;
}

interface GoEnvironment {
  cacheDir: string;
  inherited: NodeJS.ProcessEnv;
}

/** Go refuses to work when it can derive no cache folder, as where HOME is unset. */
function goEnvironment({ cacheDir, inherited }: GoEnvironment): NodeJS.ProcessEnv {
  const homeless = inherited.HOME === undefined || inherited.HOME === '/nonexistent';
  if (!homeless) return inherited;
  const go = { GOCACHE: join(cacheDir, 'go-build'), GOPATH: join(cacheDir, 'go') };
  return { ...go, ...inherited };
}

/** The Go tool when it can build this module; otherwise why not, as half a sentence. */
export async function findGo(
  tool: PinnedTool,
  env: NodeJS.ProcessEnv,
): Promise<{ status: 'found'; path: string } | { status: 'missing'; reason: string }> {
  const wanted = tool.go.slice(0, 2).join('.');
  const path = findProgram(['go'], env.PATH, ['/usr/local/go/bin/go', '/opt/homebrew/bin/go']);
  if (path === undefined) return { status: 'missing', reason: `Go ${wanted} is not installed` };
  // Run where the module is: since 1.21 Go answers with the tool-chain it would build this with.
  const { code, stdout } = await runProgram(path, ['env', 'GOVERSION'], { cwd: tool.dir, env });
  if (code === 0 && isAtLeast(parseVersion(stdout), tool.go)) return { status: 'found', path };
  const found = stdout.trim() || 'an older one';
  return { status: 'missing', reason: `Go ${wanted} is needed and ${found} is installed` };
}

/** Builds a pinned Go program. @throws Problem with what is missing or what the compiler said. */
export async function goBuild(
  build: GoBuild,
  environment: GoEnvironment,
  update: (detail: string) => void,
): Promise<void> {
  const env = goEnvironment(environment);
  const go = await findGo(build.tool, env);
  if (go.status === 'missing') throw new Problem(`${go.reason}.`);
  // One name for all: the caller has the lock, and what a killed build left is written over.
  const draft = `${build.target}.build`;
  rmSync(draft, { force: true });
  const linker = ['-s', '-w', ...(build.stamps ?? []).map((stamp) => `-X ${stamp}`)].join(' ');
  let packages = 0;
  const onLine = (line: string): void => {
    if (line.startsWith('go: downloading')) update(line.slice('go: '.length));
    else update(`${++packages} packages, ${line}`);
  };
  // A checkout whose owner is another user makes Go's version stamping fail; nobody reads it.
  const args = ['build', '-v', '-buildvcs=false', '-ldflags', linker, '-o', draft, build.package];
  try {
    const result = await runProgram(go.path, args, {
      cwd: build.tool.dir,
      env,
      onLine,
      endsWithUs: true,
    });
    if (result.code !== 0) {
      const last = result.stderr.trim().split('\n').slice(-5).join('\n');
      throw new Problem(
        explainOutput(result.stderr, `go build of ${build.package} failed:\n${last}`),
      );
    }
    chmodSync(draft, 0o755);
    renameSync(draft, build.target);
  } finally {
    rmSync(draft, { force: true });
  }
}
