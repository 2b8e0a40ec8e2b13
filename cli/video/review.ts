import { Argument } from 'commander';
import type { Review } from '../../client/resources.ts';
import { reviewVideo } from '../../client/videos.ts';
import type { Program } from '../program.ts';
import { createCommand } from '../program.ts';
import type { ApiValues } from './api-options.ts';
import { addApiOptions, findClient, printVideo } from './api-options.ts';

const DECISIONS = ['approve', 'reject', 'choose'] as const satisfies readonly Review['decision'][];

interface Values extends ApiValues {
  reviewer: string;
  candidate?: string;
  reason?: string;
}

export const review: Program = (config) =>
  addApiOptions(createCommand('review', 'Decide on a video that waits for a person.'))
    .argument('<id>')
    .addArgument(new Argument('<decision>').choices(DECISIONS))
    .requiredOption('--reviewer <name>', 'who decides: kept with the decision')
    .option('--candidate <id>', 'with choose: the take')
    .option('--reason <text>')
    .action(async (id: string, decision: Review['decision'], values: Values) => {
      const { reviewer, candidate, reason } = values;
      const client = findClient(config, values);
      const answer = await reviewVideo(client, id, { decision, reviewer, candidate, reason });
      if (!answer.decided) console.error('Sent. No worker has confirmed it yet.');
      printVideo(answer.video, values);
    });
