import { runStandIn } from '../part-program.ts';

runStandIn('api', Number(process.env['PROMPTREEL_PORT']), (listening) => ({ listening }));
