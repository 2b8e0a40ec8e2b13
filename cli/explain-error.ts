import { ApiRefusal, ApiUnreachable } from '../client/api-error.ts';
import { Problem } from '../stack/early/problem.mjs';

/** An error as the command line ends with it: one sentence where a person can act on it. */
export function explainError(error: unknown): unknown {
  if (error instanceof ApiUnreachable) {
    const sentence = `${error.message} Is the stack running? Start it with: npm start`;
    return new Problem(sentence, { cause: error });
  }
  if (error instanceof ApiRefusal) {
    // A value that the API refuses is misuse, as an unknown option is.
    return new Problem(error.message, { exitCode: error.status === 422 ? 2 : 1, cause: error });
  }
  return error;
}
