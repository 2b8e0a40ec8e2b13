import { parseArgs } from 'node:util';
import type { CreateRequest } from '../video/create-options.ts';
import { CREATE_OPTIONS, parseOrExplain, readCreateRequest } from '../video/create-options.ts';

export const DEMO_USAGE =
  'usage: npm run demo -- "<prompt>" [--variations N] [--duration S] [--size WxH] [--model server/model] [--review] [--json] [--exit]';

export type DemoOptions =
  | { kind: 'help' }
  | {
      kind: 'run';
      request: CreateRequest;
      /** One line of JSON on stdout, everything else on stderr. */
      json: boolean;
      /** Stop what was started once the video has ended. */
      exit: boolean;
    };

/** @throws Problem, exit status 2, for an option or value that cannot be used. */
export function readDemoOptions(args: readonly string[]): DemoOptions {
  const options = {
    ...CREATE_OPTIONS,
    json: { type: 'boolean' },
    exit: { type: 'boolean' },
    help: { type: 'boolean' },
  } as const;
  const parse = () => parseArgs({ args: [...args], options, allowPositionals: true });
  const { values, positionals } = parseOrExplain(parse, DEMO_USAGE);
  if (values.help === true) return { kind: 'help' };
  return {
    kind: 'run',
    request: readCreateRequest(positionals, values, DEMO_USAGE),
    json: values.json === true,
    exit: values.exit === true,
  };
}
