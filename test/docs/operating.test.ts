import { expect, test } from 'vitest';
import { apiMeters } from '../../api/http/api-meters.ts';
import { FAILURE_CODES } from '../../domain/video/failure.ts';
import { STAGES } from '../../domain/video/stages.ts';
import { activityMeters } from '../../workers/activity-meters.ts';
import { openMeters } from '../../telemetry/metrics.ts';
import { SEARCH_ATTRIBUTES } from '../../temporal/names.ts';
import { codeSpans, read, tableRows } from './markdown.ts';

const guide = read('docs/operating.md');

/** `name | queue | one attempt | heartbeat | attempts` of every row in the code. */
function optionsInCode(): string[] {
  const code = read('workflows/run/activity-options.ts');
  const dead = /DEAD_AFTER = '(\w+)'/.exec(code)?.[1] ?? '';
  const blocks = new Map(
    [...code.matchAll(/^const (\w+): ActivityOptions = \{([\s\S]*?)^\};/gm)].map(
      ([, name = '', body = '']) => [name, body],
    ),
  );
  const calls = code.matchAll(/^ {2}(\w+): (io|media)\('\w+', (\w+)\),/gm);
  return [...calls].map(([, activity = '', , block = '']) => {
    const body = blocks.get(block) ?? '';
    const queue = /taskQueue\('(\w+)'\)/.exec(body)?.[1] ?? '';
    const once = /startToCloseTimeout: '(\w+)'/.exec(body)?.[1] ?? '';
    const attempts = /maximumAttempts: (\d+)/.exec(body)?.[1] ?? 'unlimited';
    return [activity, queue, once, body.includes('DEAD_AFTER') ? dead : '–', attempts].join(' | ');
  });
}

test('the table of timeouts and retries is that of the code', () => {
  const told = tableRows(guide, '| Activity | Queue |').map((row) =>
    row.slice(0, 5).join(' | ').replaceAll('`', ''),
  );
  expect(told.length).toBeGreaterThan(10);
  expect(told.toSorted()).toEqual(optionsInCode().toSorted());
});

test('the table of failure codes says of each whether to send the request again', () => {
  const told = tableRows(guide, '| Code | What happened |').map(([code = '', , again]) => [
    code.replaceAll('`', ''),
    again,
  ]);
  const codes = Object.entries(FAILURE_CODES).map(([code, { retryable }]) => [
    code,
    retryable ? 'yes' : 'no',
  ]);
  expect(told).toEqual(codes);
});

test('search attributes and stages are those of the code', () => {
  const attributes = tableRows(guide, '| Search attribute |').map(([name = '', type]) => [
    name.replaceAll('`', ''),
    type,
  ]);
  expect(Object.fromEntries(attributes)).toEqual(SEARCH_ATTRIBUTES);
  const stages = tableRows(guide, '| Stage |').map(([name = '']) => name.replaceAll('`', ''));
  expect(stages).toEqual(STAGES);
});

test('queries name only search attributes that exist', () => {
  const named = new Set(guide.match(/\bVideo[A-Z]\w+/g));
  const known = new Set(Object.keys(SEARCH_ATTRIBUTES));
  expect([...named].filter((name) => !known.has(name))).toEqual([]);
});

test('every metric of ours that is named is exposed, with those labels', async () => {
  const meters = openMeters('test');
  const ours = { ...apiMeters(meters), ...activityMeters(meters) };
  const { text } = await meters.expose();
  const spans = tableRows(guide, '| Metric |').flatMap(([cell = '']) => codeSpans(cell));
  const named = spans.filter((name) => name.startsWith('promptreel_'));
  expect(named.length).toBe(Object.keys(ours).length);
  for (const metric of named) expect(text).toContain(`# HELP ${metric.split('{')[0]} `);
});
