import { runStandIn } from '../part-program.ts';

const name = `worker-${process.env['PROMPTREEL_WORKER_ROLE']}`;
const port = Number(process.env['PROMPTREEL_WORKER_PORT']);
runStandIn(name, port, (address) => ({ ready: true, address }));
