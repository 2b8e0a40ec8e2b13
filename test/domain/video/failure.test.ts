import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { FAILURE_CODES, failure, isFailureCode } from '../../../domain/video/failure.ts';
import { takeSeed } from '../../../domain/video/request.ts';
import { planOf } from '../../workflows/script.ts';

test('every code has a reason that a person understands', () => {
  for (const { title } of Object.values(FAILURE_CODES)) expect(title).toMatch(/^[A-Z].{10,}[^.]$/);
});

test('whether to try again is said by the code, in one place', () => {
  expect(failure('generator_refused', 'no', 'generate').retryable).toBe(false);
  expect(failure('storage_failed', 'down', 'ingest').retryable).toBe(true);
});

test('nothing else is a code', () => {
  expect(isFailureCode('internal')).toBe(true);
  expect(
    [undefined, 'toString', '__proto__', 'Internal', 7].some((each) => isFailureCode(each)),
  ).toBe(false);
});

test('every code is explained to operators', async () => {
  const guide = await readFile(new URL('../../../docs/operating.md', import.meta.url), 'utf8');
  expect(Object.keys(FAILURE_CODES).filter((code) => !guide.includes(`\`${code}\``))).toEqual([]);
});

test('every take gets a seed that a request could have asked for', () => {
  const plan = planOf({ seed: 2_147_483_647, variations: 3 });
  expect([0, 1, 2].map((take) => takeSeed(plan, take))).toEqual([2_147_483_647, 0, 1]);
});
