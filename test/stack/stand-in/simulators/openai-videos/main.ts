import { parseArgs } from 'node:util';
import { runStandIn } from '../../part-program.ts';

const { values } = parseArgs({
  options: { host: { type: 'string' }, port: { type: 'string' }, data: { type: 'string' } },
});
runStandIn('local-model', Number(values.port), (listening) => ({ listening }));
