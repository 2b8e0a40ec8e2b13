import type { Generator } from '../../providers/generators/generator.ts';

const unasked = (): Promise<never> => Promise.reject(new Error('The test expects no such call.'));

/** A generator that can do what it is given and nothing else. */
export const generatorThat = (does: Partial<Generator>): Generator => ({
  submit: unasked,
  status: unasked,
  media: unasked,
  ...does,
});
