import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { brokenImportRules, importRules } from './cruise.ts';

/** Rule to an import that breaks it: `importer`, `specifier`, and whether only the type is imported. */
const BREAKS: Record<string, { importer: string; imports: string; type?: boolean }> = {
  'domain-imports': { importer: 'domain/a.ts', imports: '../media/probe.ts', type: true },
  'catalogue-imports': { importer: 'catalogue/a.ts', imports: '../net/net.ts' },
  'catalogue-imports-types-only': {
    importer: 'catalogue/b.ts',
    imports: '../domain/models/row.ts',
  },
  'no-catalogue-in-workflows': { importer: 'workflows/d.ts', imports: '../catalogue/c.ts' },
  'net-imports': { importer: 'net/a.ts', imports: '../domain/ids.ts' },
  'telemetry-imports': { importer: 'telemetry/a.ts', imports: '../domain/ids.ts' },
  'simulators-imports': { importer: 'simulators/local/a.ts', imports: '../../domain/ids.ts' },
  'web-imports': { importer: 'web/a.tsx', imports: '../media/probe.ts' },
  'web-imports-types-only': { importer: 'web/b.tsx', imports: '../api/routes.ts' },
  'tools-imports': { importer: 'tools/a.ts', imports: '../domain/ids.ts' },
  'deploy-imports': { importer: 'deploy/a.mjs', imports: '../domain/ids.ts' },
  'temporal-imports': { importer: 'temporal/a.ts', imports: '../api/routes.ts' },
  'media-imports': { importer: 'media/a.ts', imports: '../net/net.ts' },
  'providers-imports': { importer: 'providers/a.ts', imports: '../temporal/names.ts' },
  'workflows-imports': { importer: 'workflows/a.ts', imports: '../temporal/wake-token.ts' },
  'workflows-imports-types-only': { importer: 'workflows/b.ts', imports: '../activities/probe.ts' },
  'activities-imports': { importer: 'activities/a.ts', imports: '../telemetry/log.ts', type: true },
  'workers-imports': { importer: 'workers/a.ts', imports: '../api/routes.ts' },
  'api-imports': { importer: 'api/a.ts', imports: '../media/probe.ts' },
  'api-imports-types-only': { importer: 'api/b.ts', imports: '../workflows/video.ts' },
  'stack-imports': { importer: 'stack/a.ts', imports: '../telemetry/log.ts' },
  'cli-imports': { importer: 'cli/a.ts', imports: '../telemetry/log.ts' },
  'cli-imports-types-only': { importer: 'cli/b.ts', imports: '../api/routes.ts' },
  'client-imports': { importer: 'client/a.ts', imports: '../net/net.ts' },
  'client-imports-types-only': { importer: 'client/b.ts', imports: '../api/routes.ts' },
  'records-imports': { importer: 'records/a.ts', imports: '../net/net.ts' },
  'config-imports': { importer: 'config/a.ts', imports: '../net/net.ts' },
  'media-for-local-judges': {
    importer: 'providers/stores/a.ts',
    imports: '../../media/probe.ts',
  },
  'temporal-has-its-places': { importer: 'media/b.ts', imports: '@temporalio/common', type: true },
  'stack-starts-temporal-only': { importer: 'stack/c.ts', imports: '@temporalio/client' },
  'temporal-client-in-one-room': { importer: 'api/c.ts', imports: '@temporalio/client' },
  'temporal-worker-in-workers': { importer: 'activities/b.ts', imports: '@temporalio/worker' },
  'express-in-api': { importer: 'workers/b.ts', imports: 'express' },
  'fluent-ffmpeg-in-media': { importer: 'activities/c.ts', imports: 'fluent-ffmpeg' },
  'gcs-in-stores': { importer: 'providers/cdns/a.ts', imports: '@google-cloud/storage' },
  'logging-in-telemetry': { importer: 'api/d.ts', imports: 'pino' },
  'outgoing-http-in-net': { importer: 'providers/b.ts', imports: 'undici' },
  'canvas-in-simulators': { importer: 'media/c.ts', imports: '@napi-rs/canvas' },
  'domain-needs-no-package': { importer: 'domain/b.ts', imports: 'ulid' },
  'workflows-need-temporal-only': { importer: 'workflows/c.ts', imports: 'zod' },
  'no-builtins-in-the-sandbox': { importer: 'domain/c.ts', imports: 'node:crypto' },
  'bootstrap-needs-nothing': { importer: 'stack/bootstrap.mjs', imports: '../domain/ids.ts' },
  'no-dev-package-in-the-product': { importer: 'workers/c.ts', imports: 'vitest' },
  'no-circle': { importer: 'domain/d.ts', imports: './e.ts' },
  resolvable: { importer: 'domain/f.ts', imports: './nowhere.ts' },
};

/** Imports that the same rules let through, so that none of them simply forbids everything. */
const ALLOWED = [
  { importer: 'workflows/video.ts', imports: '../activities/probe.ts', type: true },
  { importer: 'workflows/x.ts', imports: '@temporalio/workflow' },
  { importer: 'workflows/y.ts', imports: '../temporal/names.ts' },
  { importer: 'activities/probe.ts', imports: '../temporal/wake-token.ts' },
  { importer: 'api/runs/client.ts', imports: '@temporalio/client' },
  { importer: 'catalogue/d.ts', imports: '../domain/models/row.ts', type: true },
  { importer: 'api/w.ts', imports: '../catalogue/c.ts' },
  { importer: 'api/x.ts', imports: '../workflows/run/messages.ts' },
  { importer: 'api/y.ts', imports: '../providers/generators/model-lists.ts' },
  { importer: 'api/z.ts', imports: '../workflows/video.ts', type: true },
  { importer: 'providers/judges/a.ts', imports: '../../media/probe.ts' },
  { importer: 'cli/x.ts', imports: '../api/routes.ts', type: true },
  { importer: 'stack/y.ts', imports: '@temporalio/envconfig' },
  { importer: 'test/x.ts', imports: 'vitest' },
  { importer: 'bench/x.ts', imports: '../workers/main.ts' },
];

const LEAVES = [
  'domain/ids.ts',
  'domain/models/row.ts',
  'catalogue/c.ts',
  'net/net.ts',
  'telemetry/log.ts',
  'media/probe.ts',
  'temporal/names.ts',
  'temporal/wake-token.ts',
  'providers/generators/model-lists.ts',
  'workflows/run/messages.ts',
  'workers/main.ts',
  'api/routes.ts',
];

let root: string;
let broken: string[];

const write = async (path: string, text: string) => {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
};

const statement = ({ imports, type }: { imports: string; type?: boolean }) =>
  `import ${type ? 'type ' : ''}{ it } from '${imports}';\nexport const used = it;\n`;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'promptreel-architecture-'));
  for (const path of LEAVES) await write(path, 'export const it = 1;\n');
  await write('domain/e.ts', statement({ imports: './d.ts' }));
  // A file that the parser gives up on would end the cruise: `using` once did.
  await write(
    'media/using.ts',
    "async function f() { await using a = await import('../net/net.ts'); using b = a; }\n",
  );
  for (const each of [...Object.values(BREAKS), ...ALLOWED]) {
    await write(each.importer, statement(each));
  }
  await installPackages();
  broken = await brokenImportRules(root, importRules.folders);
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** Empty packages of the names that are imported: what is in them does not matter here. */
async function installPackages() {
  const names = [...Object.values(BREAKS), ...ALLOWED]
    .map(({ imports }) => imports)
    .filter((specifier) => /^(@|[a-z])/.test(specifier) && !specifier.startsWith('node:'));
  for (const name of names) {
    const manifest = { name, type: 'module', exports: { import: './index.js' } };
    await write(`node_modules/${name}/package.json`, JSON.stringify(manifest));
    await write(`node_modules/${name}/index.js`, 'export const it = 1;\n');
  }
  const dependencies = Object.fromEntries(names.map((name) => [name, '1.0.0']));
  const { vitest, ...kept } = dependencies;
  await write('package.json', JSON.stringify({ dependencies: kept, devDependencies: { vitest } }));
}

test.each(Object.entries(BREAKS))('%s is noticed when broken', (rule, { importer }) => {
  expect(broken.filter((line) => line.startsWith(`${rule}: ${importer} →`))).toHaveLength(1);
});

test('every rule has an import here that breaks it', () => {
  const rules = (importRules.forbidden ?? []).map(({ name }) => name);
  expect(new Set(Object.keys(BREAKS))).toEqual(new Set(rules));
});

test('an import inside a using declaration is seen', () => {
  expect(broken).toContain('media-imports: media/using.ts → net/net.ts');
});

test('imports that the table allows are let through', () => {
  const importers = ALLOWED.map(({ importer }) => ` ${importer} →`);
  expect(broken.filter((line) => importers.some((each) => line.includes(each)))).toEqual([]);
});
