import { expect, test } from 'vitest';
import * as z from 'zod';
import { crossFieldErrors } from '../../api/videos/cross-field-errors.ts';
import type { FieldError } from '../../api/http/problem.ts';
import { PROBLEM_CODES } from '../../api/http/problem.ts';
import { ReviewBody, reviewFieldErrors } from '../../api/review/schema.ts';
import { VideoRequestBody } from '../../api/videos/request-schema.ts';
import { fences, read } from './markdown.ts';

const readme = read('README.md');
const shell = fences(readme, 'sh').join('\n').replaceAll('\\\n', ' ');

/** Bodies of the commands that begin with `command`, parsed. */
function bodies(command: RegExp): Record<string, unknown>[] {
  const commands = shell.split(/\n(?=[a-z])/).filter((text) => command.test(text));
  const sent = commands.flatMap((text) => [
    ...text.matchAll(/(?:-d |--input |-F )'(?:request=)?(\{[\s\S]*?\})'/g),
  ]);
  return sent.map((match) => JSON.parse(match[1] ?? ''));
}

/** What the API would say of a body. */
function faults(
  schema: z.ZodType,
  between: (body: unknown) => FieldError[],
  body: unknown,
): unknown[] {
  const parsed = schema.safeParse(body);
  return [...(parsed.success ? [] : parsed.error.issues), ...between(body)];
}

test('the API would accept every request of the examples', () => {
  const requests = bodies(/^curl .*\/v1\/videos"/);
  expect(requests.length).toBeGreaterThanOrEqual(4);
  const between = crossFieldErrors(['local']);
  expect(requests.flatMap((body) => faults(VideoRequestBody, between, body))).toEqual([]);
});

test('the examples show every field of a request', () => {
  const shown = new Set(bodies(/^curl .*\/v1\/videos"/).flatMap((body) => Object.keys(body)));
  const elsewhere = ['image'];
  const fields = Object.keys(VideoRequestBody.shape);
  expect(fields.filter((name) => !shown.has(name) && !elsewhere.includes(name))).toEqual([]);
});

test('the API and the run would take every review of the examples', () => {
  const reviews = bodies(/^(curl .*\/review"|temporal workflow (update|signal))/);
  expect(reviews.map((body) => String(body['decision'])).toSorted()).toEqual([
    'approve',
    'approve',
    'choose',
    'reject',
  ]);
  expect(reviews.flatMap((body) => faults(ReviewBody, reviewFieldErrors, body))).toEqual([]);
});

test('the problem shown is one that the API has', () => {
  const [problem] = fences(readme, 'json').map((text) => JSON.parse(text) as unknown);
  const { code, status, title } = z
    .object({ code: z.string(), status: z.number(), title: z.string() })
    .parse(problem);
  expect(Object.entries(PROBLEM_CODES)).toContainEqual([code, { status, title }]);
});

test('every npm script that a page names exists', () => {
  const { scripts }: { scripts: Record<string, string> } = JSON.parse(read('package.json'));
  const text = `${readme}\n${read('docs/operating.md')}`;
  const named = [
    ...text.matchAll(/\bnpm (?:run (?:-s )?)?(demo|start|test|video|(?<=run (?:-s )?)[\w:-]+)/g),
  ].map((match) => match[1] ?? '');
  expect(named).toEqual(expect.arrayContaining(['demo', 'start', 'test', 'video', 'soak']));
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});

test('every program that a page runs exists', () => {
  const text = `${readme}\n${read('docs/operating.md')}`;
  const programs = [...text.matchAll(/\bnode ((?:[\w-]+\/)+[\w-]+\.(?:ts|mjs))/g)].map(
    (match) => match[1] ?? '',
  );
  expect(programs).toContain('workers/register.ts');
  expect(() => programs.map((path) => read(path))).not.toThrow();
});
