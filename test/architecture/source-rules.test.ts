import { describe, expect, test } from 'vitest';
import { exportedValues, parse, SOURCE_RULES } from './source-rules.ts';

/** Per rule: a file it governs, code that breaks it (each alone), and code that does not. */
const SAMPLES: Record<string, { path: string; breaks: string[]; keeps: string[] }> = {
  'only the table of settings reads the environment': {
    path: 'api/server.ts',
    breaks: [
      'const port = process.env.PORT;',
      "const port = process['env'].PORT;",
      'const { env } = process;',
      "import { env } from 'node:process';",
    ],
    keeps: ['process.exitCode = 1;', 'const env = { PORT: 1 };', '// process.env'],
  },
  'nothing is exported by default': {
    path: 'api/server.ts',
    breaks: ['export default 1;', 'const a = 1; export { a as default };'],
    keeps: ['export const a = 1;'],
  },
  'no value is of type any': {
    path: 'api/server.ts',
    breaks: ['const a: any = 1;', 'const b = a as any[];', 'type A = Record<string, any>;'],
    keeps: ['const any: unknown = 1;', "const a = 'any';"],
  },
  'types are imported at the top of a file': {
    path: 'api/server.ts',
    breaks: ["type A = import('../media/probe.ts').Probe;"],
    keeps: ["import type { Probe } from '../media/probe.ts';"],
  },
  'a relative import names its file with its extension': {
    path: 'api/server.ts',
    breaks: ["import { a } from './a';", "export * from '../b';", "const c = import('./c');"],
    keeps: ["import { a } from './a.ts';", "import b from 'b';", "import j from './j.json';"],
  },
  'modules of the workflow sandbox hold no state': {
    path: 'workflows/video.ts',
    breaks: ['let seen = 0;', 'export let open = true;', 'var runs = [];'],
    keeps: ['const LIMIT = 3;', 'function f() { let n = 0; return n; }'],
  },
  'stages hand on what they know and never read the snapshot': {
    path: 'workflows/stages/score.ts',
    breaks: [
      'rank(run.progress.snapshot.candidates);',
      "rank(run.progress['snapshot'].candidates);",
      'const { snapshot } = run.progress;',
      'const { progress: { snapshot: { pick } } } = run;',
    ],
    keeps: ['publish([{ snapshot: run.progress.asPublished(media) }]);'],
  },
  'a validator of an update is synchronous': {
    path: 'workflows/video.ts',
    breaks: [
      'setHandler(review, decide, { validator: async (sent) => check(sent) });',
      'async function validator(sent) {} setHandler(review, decide, { validator });',
      'const check = async () => {}; setHandler(review, decide, { validator: check });',
      "import { check } from './check.ts'; setHandler(review, decide, { validator: check });",
    ],
    keeps: [
      'setHandler(review, async () => 1, { validator: (sent) => check(sent) });',
      'setHandler(review, decide, { validator(sent) { check(sent); } });',
      'function check(sent) {} setHandler(review, decide, { validator: check });',
    ],
  },
};

describe.each(SOURCE_RULES)('$name', ({ name, appliesTo, offences }) => {
  const { path, breaks, keeps } = SAMPLES[name] ?? { path: '', breaks: [], keeps: [] };

  test('governs the sample', () => expect(appliesTo(path)).toBe(true));
  test.each(breaks)('is broken by %s', (code) =>
    expect(offences(parse(path, code))).toHaveLength(1),
  );
  test.each(keeps)('is kept by %s', (code) => expect(offences(parse(path, code))).toEqual([]));
});

test('the table of settings, the set-up step and tests may read the environment', () => {
  const rule = SOURCE_RULES.find(({ name }) => name.includes('environment'));
  for (const path of [
    'config/settings.ts',
    'stack/bootstrap.mjs',
    'stack/early/install.mjs',
    'test/media/probe.test.ts',
  ]) {
    expect(rule?.appliesTo(path)).toBe(false);
  }
  expect(rule?.appliesTo('api/config.ts')).toBe(true);
});

test('what a module exports as values is listed, its types are not', () => {
  const code = `
    export { videoWorkflow } from './video.ts';
    export type { VideoInput } from './video.ts';
    export { type Other, eraseWorkflow as erase } from './erase.ts';
    export async function sweepWorkflow() {}
    export const LIMIT = 1;
    export interface Shape {}
  `;
  expect(exportedValues(parse('workflows/index.ts', code))).toEqual([
    'videoWorkflow',
    'erase',
    'sweepWorkflow',
    'LIMIT',
  ]);
  expect(exportedValues(parse('a.ts', "export * from './video.ts';"))).toEqual([null]);
});

test('a file that does not parse is an error, not a file without offences', () => {
  expect(() => parse('api/server.ts', 'const = 1;')).toThrow('api/server.ts');
});
