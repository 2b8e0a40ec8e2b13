import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { settingsTable } from './settings-text.ts';

/**
 * `node config/print-settings.ts` prints the table of settings; `--write` puts it into the README in
 * place of the one that is there.
 */
if (process.argv.includes('--write')) {
  const path = join(import.meta.dirname, '..', 'README.md');
  const readme = readFileSync(path, 'utf8');
  const table = /^\| Name \| Default \| Parts \| Meaning \|\n(?:\|.*\n)+/m;
  writeFileSync(
    path,
    readme.replace(table, () => `${settingsTable()}\n`),
  );
} else {
  process.stdout.write(`${settingsTable()}\n`);
}
