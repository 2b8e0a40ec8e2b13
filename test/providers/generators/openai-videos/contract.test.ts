import { afterAll, beforeAll } from 'vitest';
import { z } from 'zod';
import { type Program, startProgram } from '../../../simulators/program.ts';
import { describeGenerator } from '../contract.ts';
import { openServer } from '../opened.ts';

const API_KEY = 'a-key-of-the-contract';
const Seen = z.array(z.looseObject({ method: z.string() }));

let program: Program;
beforeAll(async () => {
  program = await startProgram('hostile/main.ts');
});
afterAll(() => program.stop());

const generator = (behaviour: string) =>
  openServer(program.url, { apiKey: API_KEY }).generator(behaviour);

describeGenerator('of the /v1/videos protocol', () => ({
  good: () => generator('good'),
  endless: () => generator('never'),
  refusing: () => generator('refuses'),
  losing: () => generator('lost-answer'),
  failing: () => generator('fails-without-reason'),
  doubting: () => generator('auth-once'),
  async creates() {
    const seen = Seen.parse(await (await fetch(`${program.url}/_requests`)).json());
    return seen.filter(({ method }) => method === 'POST').length;
  },
  apiKey: API_KEY,
}));
