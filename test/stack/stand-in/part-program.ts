import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { portOf } from '../../bound-port.ts';

/**
 * What every stand-in part does: serve on its port, announce it as the real ones do, stop on
 * SIGTERM, and write both down in `<data dir>/events` so that a test can read the order.
 */
export function runStandIn(
  name: string,
  port: number,
  announce: (address: string) => Record<string, unknown>,
): void {
  const dataDir = process.env['PROMPTREEL_DATA_DIR'] ?? '';
  const note = (event: string): void =>
    appendFileSync(join(dataDir, 'events'), `${name} ${event}\n`);
  const server = createServer((_, response) => response.end(JSON.stringify(process.env)));
  server.listen(port, '127.0.0.1', () => {
    const address = `http://127.0.0.1:${portOf(server)}`;
    note('started');
    process.stdout.write(`${JSON.stringify(announce(address))}\n`);
    process.stderr.write(`${JSON.stringify({ level: 30, time: Date.now(), msg: 'serving' })}\n`);
  });
  process.on('SIGTERM', () => {
    note('stopped');
    process.exit(0);
  });
}
