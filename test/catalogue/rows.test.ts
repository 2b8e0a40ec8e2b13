import { describe, expect, test } from 'vitest';
import { CATALOGUE } from '../../catalogue/catalogue.ts';
import { fit } from '../../domain/models/fit.ts';
import { isOffered } from '../../domain/models/lifecycle.ts';
import type { ModelRow } from '../../domain/models/model-row.ts';
import { REQUEST_DEFAULTS } from '../../domain/video/request.ts';
import { LIMITS, MODEL } from '../../simulators/openai-videos/check-request.ts';

const rows = CATALOGUE.flatMap(({ provider, models }) =>
  models.map((row): [string, { row: ModelRow; provider: typeof provider }] => [
    row.id,
    { row, provider },
  ]),
);

test('every provider and every model has a name of its own', () => {
  const names = CATALOGUE.map(({ provider }) => provider.name);
  const ids = rows.map(([id]) => id);
  expect(new Set(names).size).toBe(names.length);
  expect(new Set(ids).size).toBe(ids.length);
});

describe.each(rows)('the row of %s', (id, { row, provider }) => {
  test('is called by its provider, with a title', () => {
    expect(id.startsWith(`${provider.name}/`)).toBe(true);
    expect(row.title).not.toBe('');
  });

  test('makes something of a request that leaves everything to it', () => {
    const { width, height, duration, frameRate, audio } = REQUEST_DEFAULTS;
    const asked = { model: id, prompt: 'a lake', width, height, duration, frameRate, audio };
    const image = row.images.first === 'required';
    const wish = {
      ...asked,
      negativePrompt: false,
      image,
      lastImage: false,
      given: new Set<never>(),
    };
    const made = fit(row, provider, wish);
    expect(made.status).toBe('fits');
    // Null would be a model that nobody can put a price on.
    expect(made.status === 'fits' && made.route.quote).not.toBeNull();
  });

  test('has a default among its lengths, and rules about lengths that it has', () => {
    const { durations, rules = [] } = row;
    if (durations.kind === 'list') {
      expect(durations.values).toContain(durations.default);
      expect(durations.values).toEqual(durations.values.toSorted((one, other) => one - other));
    }
    if (durations.kind === 'range') {
      expect(durations.default).toBeGreaterThanOrEqual(durations.min);
      expect(durations.default).toBeLessThanOrEqual(durations.max);
    }
    for (const rule of rules) expect(rule.says).not.toBe('');
  });

  test('counts in a unit of its provider, in whole millionths', () => {
    expect(Object.keys(provider.units)).toContain(row.price.unit);
    expect(row.price.rates.length).toBeGreaterThan(0);
    for (const { amount } of row.price.rates) expect(Number.isSafeInteger(amount)).toBe(true);
    // What no rate before matched costs what the last says.
    expect(row.price.rates.at(-1)).not.toHaveProperty('when');
  });

  test('says where it was read and when, and what takes its place', () => {
    expect(row.source.seen).toMatch(/^\d{4}(-\d\d){0,2}$/);
    const { lifecycle } = row;
    if (lifecycle.state !== 'active' && lifecycle.use !== undefined) {
      const next = rows.find(([each]) => each === lifecycle.use);
      expect(next && isOffered(next[1].row.lifecycle, row.source.seen)).toBe(true);
    }
  });
});

test("the painter's row says what the painter takes", () => {
  const row = rows.find(([id]) => id === `local/${MODEL}`)?.[1].row;
  const { side, seconds, fps, promptCharacters } = LIMITS;
  expect(row).toMatchObject({
    prompt: { max: promptCharacters },
    shapes: { min: side.min, max: side.max, step: side.multipleOf },
    durations: { min: seconds.min, max: seconds.max },
    frameRate: { min: fps.min, max: fps.max },
  });
});
