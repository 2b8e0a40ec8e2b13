import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { SearchAttributePair } from '@temporalio/common';
import { BACKSTOP_SECONDS } from '../../domain/video/deadlines.ts';
import type { VideoInput } from '../../domain/video/input.ts';
import type { VideoRecord } from '../../domain/video/record.ts';
import { WORKFLOWS, taskQueue } from '../../temporal/names.ts';
import { SEARCH_KEYS } from '../../temporal/search-attributes.ts';
import type { Addresses } from '../addresses.ts';
import type { TemporalCalls } from './calls.ts';

/** The server takes 2 KB for a search attribute's value, JSON included. */
const LABELS_BYTES = 1_900;
/** SQL visibility keeps keywords in 255 characters. */
const LABEL_LENGTH = 255;

/** A run of this id that is already there stands, open or closed. */
export async function startRun(
  { client, ask }: TemporalCalls,
  record: VideoRecord,
  at: Addresses,
): Promise<void> {
  // Nothing encrypts search attributes: where payloads are secret, so is a caller's metadata.
  const labelled = client.options.loadedDataConverter.payloadCodecs.length === 0;
  try {
    await ask(() => client.workflow.start(WORKFLOWS.video, runStart(record, at, { labelled })));
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

/** How a video's run is started: everything an operator sees of it holds no word of the prompt. */
function runStart(record: VideoRecord, at: Addresses, { labelled }: { labelled: boolean }) {
  const { id, tenant, createdAt, request } = record;
  const { plan } = request;
  const imageLink = request.image?.kind === 'url';
  const input: VideoInput = { id, tenant, plan, acceptedAt: createdAt, imageLink, flow: 2 };
  const labels = labelled ? searchLabels(request.metadata) : [];
  const size = `${plan.width}x${plan.height}`;
  const takes = plan.variations === 1 ? '1 take' : `${plan.variations} takes`;
  return {
    workflowId: id,
    taskQueue: taskQueue('workflow'),
    args: [input],
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    workflowExecutionTimeout: (plan.deadline + BACKSTOP_SECONDS) * 1_000,
    priority: { fairnessKey: tenant },
    // What counts against a tenant's limit of takes in flight.
    memo: { takes: plan.variations },
    staticSummary: `${takes} · ${plan.duration} s · ${size} · ${plan.model}`,
    staticDetails: [
      `- [Watch](${at.publicUrl}/watch/${id})`,
      `- [Video](${at.publicUrl}/v1/videos/${id})`,
      `- Tenant \`${tenant}\`, accepted ${createdAt}`,
    ].join('\n'),
    typedSearchAttributes: [
      { key: SEARCH_KEYS.tenant, value: tenant },
      { key: SEARCH_KEYS.stage, value: 'generate' },
      { key: SEARCH_KEYS.model, value: plan.model },
      ...(labels.length === 0 ? [] : [{ key: SEARCH_KEYS.labels, value: labels }]),
    ] satisfies SearchAttributePair[],
  } as const;
}

/** `key=value` of the metadata, as many as the server takes; lists filter by the record itself. */
export function searchLabels(metadata: Record<string, string>): string[] {
  const labels: string[] = [];
  let bytes = 2;
  for (const [key, value] of Object.entries(metadata)) {
    const label = `${key}=${value}`;
    bytes += Buffer.byteLength(JSON.stringify(label)) + 1;
    if (bytes > LABELS_BYTES) break;
    if (label.length <= LABEL_LENGTH) labels.push(label);
  }
  return labels;
}
