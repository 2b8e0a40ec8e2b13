import { SEARCH_ATTRIBUTES } from './names.ts';

/** What is missing on a server that lets only its owner make it. */
export interface Missing {
  namespace: string;
  /** Set when the namespace itself has to be made. */
  retentionDays?: number;
  attributes: string[];
}

/** The server keeps these calls for its owner; the message holds the commands to run instead. */
export class RegistrationRefused extends Error {
  override name = 'RegistrationRefused';

  constructor(missing: Missing, cause: unknown) {
    const lines = [
      `The Temporal server does not let this program prepare namespace ${missing.namespace}.`,
      'On a server of your own, run as somebody who may:',
      ...temporalCommands(missing).map((command) => `  ${command}`),
      'On Temporal Cloud:',
      ...cloudCommands(missing).map((command) => `  ${command}`),
      'Then run this program again.',
    ];
    super(lines.join('\n'), { cause });
  }
}

function temporalCommands({ namespace, retentionDays, attributes }: Missing): string[] {
  const flags = attributes.map((name) => `--name ${name} --type ${typeOf(name)}`);
  return [
    ...(retentionDays === undefined
      ? []
      : [
          `temporal operator namespace create --namespace ${namespace} --retention ${retentionDays}d`,
        ]),
    `temporal operator search-attribute create --namespace ${namespace} ${flags.join(' ')}`,
  ];
}

function cloudCommands({ namespace, retentionDays, attributes }: Missing): string[] {
  const flags = attributes.map((name) => `--search-attribute ${name}=${typeOf(name)}`);
  if (retentionDays !== undefined) {
    const retention = `--retention-days ${retentionDays}`;
    return [
      `tcld namespace create --namespace ${namespace} --region <region> ${retention} ${flags.join(' ')}`,
    ];
  }
  return [`tcld namespace search-attributes add --namespace ${namespace} ${flags.join(' ')}`];
}

const typeOf = (name: string): string =>
  Object.entries(SEARCH_ATTRIBUTES).find(([each]) => each === name)?.[1] ?? '';
