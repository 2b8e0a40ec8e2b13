import { createServer } from 'node:http';
import { drainAtFault } from '../../telemetry/last-resort.ts';
import { openLog } from '../../telemetry/log.ts';
import { portOf } from '../bound-port.ts';

// Answers slowly, and has two faults that nobody catches while it does so.
const server = createServer((_request, response) => {
  setTimeout(() => response.end('whole'), 200);
  setTimeout(() => {
    throw new Error('the first fault');
  }, 20);
  setTimeout(reject, 40);
});
// A rejection that nobody takes, as a callback that calls something asynchronous makes one.
function reject(): void {
  Promise.withResolvers<void>().reject(new Error('the second fault'));
}

drainAtFault(openLog({ part: 'test' }), () => server.close(() => process.exit()));
server.listen(0, '127.0.0.1', () => {
  const port = portOf(server);
  process.stdout.write(`${port}\n`);
});
