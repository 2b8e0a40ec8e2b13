import { expect, test } from 'vitest';
import { isSpent, noteFault, readFaults } from '../../../domain/purchases/faults.ts';

const patience = { looks: 3, over: 1_000 };

test('faults are counted by cause, and each cause keeps its first moment', () => {
  const faults = noteFault(noteFault(noteFault({}, 'link', 5), 'broken', 7), 'link', 9);
  expect(faults).toEqual({ link: { looks: 2, since: 5 }, broken: { looks: 1, since: 7 } });
});

test.each([
  [undefined, 5_000, false],
  [{ looks: 3, since: 0 }, 1_000, true],
  // A burst is no silence, and a look a day is none either.
  [{ looks: 300, since: 0 }, 999, false],
  [{ looks: 2, since: 0 }, 5_000, false],
])('after %o, at %i, patience is spent: %s', (fault, now, spent) => {
  expect(isSpent(fault, patience, now)).toBe(spent);
});

test.each([
  [
    { stage: 'generate', faults: { link: { looks: 2, since: 5 } } },
    { link: { looks: 2, since: 5 } },
  ],
  [{ faults: { link: { looks: 'many' }, broken: 7 } }, {}],
  [{ stage: 'generate' }, {}],
  [null, {}],
  ['text', {}],
])('what an earlier attempt left as %o is read as %o', (details, faults) => {
  expect(readFaults(details)).toEqual(faults);
});
