import type { VideoId } from '../../domain/ids.ts';
import { MESSAGES, WORKFLOWS, eraseWorkflowId, taskQueue } from '../../temporal/names.ts';
import type { TemporalCalls } from './calls.ts';
import { orNull } from './temporal-errors.ts';

const CHECK_MS = 2_000;

export async function wakeRun(
  { handle, ask }: TemporalCalls,
  id: VideoId,
  take: number,
): Promise<void> {
  await orNull(ask(() => handle(id).signal(MESSAGES.wake, { take })));
}

/** False when there is no open run. */
export async function cancelRun({ handle, ask }: TemporalCalls, id: VideoId): Promise<boolean> {
  return (await orNull(ask(() => handle(id).cancel()))) !== null;
}

/** Repeatable; an erasing that is under way goes on. */
export async function eraseVideo(
  { client, ask }: TemporalCalls,
  tenant: string,
  id: VideoId,
): Promise<void> {
  await ask(() =>
    client.workflow.start(WORKFLOWS.erase, {
      workflowId: eraseWorkflowId(id),
      taskQueue: taskQueue('workflow'),
      args: [{ tenant, video: id }],
      workflowIdConflictPolicy: 'USE_EXISTING',
      // While its record is there, an erasing that ended was not the last.
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      priority: { fairnessKey: tenant },
      staticSummary: `erase ${id}`,
    }),
  );
}

export async function checkNamespace({ client, ask }: TemporalCalls): Promise<void> {
  const { namespace } = client.options;
  await ask(() => client.workflowService.describeNamespace({ namespace }), CHECK_MS);
}
