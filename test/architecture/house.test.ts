import { expect, test } from 'vitest';
import { measureHouse, readHouse } from './house.ts';

const measures = measureHouse(await readHouse());
/** Printed by `npm run house` and not met yet. */
const OPEN = /^(files in the largest folder|own imports per 100 lines|tests ÷ code)/;

test.each(measures.filter(({ name }) => !OPEN.test(name)))(
  '$name: $bound',
  ({ holds, value, about }) => {
    expect({ holds, value, about }).toMatchObject({ holds: true });
  },
);
