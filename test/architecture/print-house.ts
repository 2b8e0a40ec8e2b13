import { measureHouse, readHouse } from './house.ts';

/** `npm run house`: the figures of the house, those out of bounds with what they are about. */
for (const { name, value, bound, holds, about } of measureHouse(await readHouse())) {
  const shown = Number.isInteger(value) ? String(value) : value.toFixed(2);
  process.stdout.write(`${holds ? '  ' : '✗ '}${name}: ${shown} (${bound})\n`);
  if (!holds || process.argv.includes('--all')) {
    for (const line of about) process.stdout.write(`      ${line}\n`);
  }
}
