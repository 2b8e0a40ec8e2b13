import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { serve } from './serve.ts';

/**
 * For tests: a model server that does one thing wrong. The `model` of a create chooses what; the
 * names are the keys of `BEHAVIOURS`. `GET /_requests` lists everything that was asked of it.
 */
const { values } = parseArgs({ options: { port: { type: 'string', default: '0' } } });
const directory = await mkdtemp(join(tmpdir(), 'hostile-model-'));
const server = await serve(Number(values.port), directory);
console.log(JSON.stringify({ listening: server.url }));
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    server.close();
    const gone = rm(directory, { recursive: true, force: true });
    gone.then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
}
