import { CancellationScope } from '@temporalio/workflow';
import type { Run } from '../run/run.ts';

/**
 * Runs one branch per take side by side. A lost take does not lose the video while enough survive;
 * once too few can, the others are called off and the last loss is the run's reason.
 */
export async function settleTakes<T>(run: Run, branches: (() => Promise<T>)[]): Promise<T[]> {
  const spare = branches.length - run.input.plan.minCandidates;
  const scope = new CancellationScope();
  const losses: unknown[] = [];
  const settled = await scope.run(() =>
    Promise.allSettled(
      branches.map(async (branch) => {
        try {
          return await branch();
        } catch (error) {
          if (!scope.consideredCancelled) losses.push(error);
          if (losses.length > spare && !scope.consideredCancelled) scope.cancel();
          throw error;
        }
      }),
    ),
  );
  if (losses.length > spare) throw losses.at(-1);
  const called = settled.find((each) => each.status === 'rejected' && scope.consideredCancelled);
  if (called?.status === 'rejected') throw called.reason;
  return settled.filter((each) => each.status === 'fulfilled').map((each) => each.value);
}
