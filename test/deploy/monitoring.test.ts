import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { apiMeters } from '../../api/http/api-meters.ts';
import { openMeters } from '../../telemetry/metrics.ts';
import { activityMeters } from '../../workers/activity-meters.ts';
import { ROOT } from '../architecture/tree.ts';

const FOLDER = `${ROOT}deploy/monitoring/`;
const read = (name: string) => readFileSync(`${FOLDER}${name}`, 'utf8');

const Rules = z.object({
  groups: z.array(z.object({ rules: z.array(z.object({ alert: z.string(), expr: z.string() })) })),
});
const Dashboard = z.object({
  panels: z.array(
    z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })) }),
  ),
});

const alerts = Rules.parse(parse(read('alerts.yml'))).groups.flatMap(({ rules }) => rules);
const { panels } = Dashboard.parse(JSON.parse(read('dashboard.json')));
const expressions = [
  ...alerts.map(({ expr }) => expr),
  ...panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
];

test('alerts and panels ask only for metrics that we expose, by labels that they have', async () => {
  const meters = openMeters('test');
  const ours = { ...apiMeters(meters), ...activityMeters(meters) };
  const { text } = await meters.expose();
  const exposed = new Set(text.match(/(?<=^# HELP )promptreel_\w+/gm));
  expect(exposed.size).toBe(Object.keys(ours).length);
  const asked = expressions.flatMap((expr) => expr.match(/promptreel_\w+/g) ?? []);
  expect(asked.length).toBeGreaterThan(15);
  const plain = asked.map((name) => name.replace(/_(bucket|count|sum)$/, ''));
  expect(plain.filter((name) => !exposed.has(name))).toEqual([]);
});

test('every metric of ours by which videos and money are told is on the dashboard', () => {
  const meters = openMeters('test');
  activityMeters(meters);
  const shown = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)).join('\n');
  for (const name of ['videos_ended', 'takes_ended', 'video_seconds', 'purchases_total', 'cost']) {
    expect(shown).toContain(name);
  }
});

const promtool = await promisify(execFile)('promtool', ['--version']).then(
  () => 'promtool',
  () => null,
);

test.runIf(promtool !== null)(
  'promtool finds the rules right, and they fire when they should',
  async () => {
    const run = promisify(execFile);
    await run('promtool', ['check', 'rules', 'alerts.yml'], { cwd: FOLDER });
    await run('promtool', ['test', 'rules', 'alerts.test.yml'], { cwd: FOLDER });
  },
  30_000,
);
