import type { Connection } from '@temporalio/client';
import { isRefusal } from './grpc-status.ts';
import { SEARCH_ATTRIBUTES } from './names.ts';
import { RegistrationRefused } from './registration-refused.ts';

/** `temporal.api.enums.v1.IndexedValueType` */
const INDEXED_VALUE_TYPE = { Keyword: 2, Datetime: 6, KeywordList: 7 } as const;

const WANTED: [string, number][] = Object.entries(SEARCH_ATTRIBUTES).map(([name, type]) => [
  name,
  INDEXED_VALUE_TYPE[type],
]);

/**
 * Adds those of our search attributes that a namespace has not. Where all are there no call of the
 * operator's service is made: Temporal Cloud has none to offer.
 *
 * @throws RegistrationRefused with the commands to run, where only the owner may add them
 */
export async function ensureSearchAttributes(
  connection: Connection,
  namespace: string,
): Promise<string[]> {
  const told = await aliasedTypes(connection, namespace);
  if (missingFrom(told, namespace).length === 0) return [];
  try {
    const { operatorService } = connection;
    const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
    const missing = missingFrom(customAttributes, namespace);
    if (missing.length === 0) return [];
    const searchAttributes = Object.fromEntries(missing);
    await operatorService.addSearchAttributes({ namespace, searchAttributes });
    return missing.map(([name]) => name);
  } catch (cause) {
    if (!isRefusal(cause)) throw cause;
    // Whoever may not list them may still search by them.
    if (await isSearchable(connection, namespace)) return [];
    const attributes = missingFrom(told, namespace).map(([name]) => name);
    throw new RegistrationRefused({ namespace, attributes }, cause);
  }
}

/** A start that names an attribute fails until the frontends know it. */
export function countByOurAttributes({ workflowService }: Connection, namespace: string) {
  const query = WANTED.map(([name]) => `${name} IS NULL`).join(' AND ');
  return workflowService.countWorkflowExecutions({ namespace, query });
}

async function isSearchable(connection: Connection, namespace: string): Promise<boolean> {
  try {
    await countByOurAttributes(connection, namespace);
    return true;
  } catch {
    return false;
  }
}

/**
 * Attributes as a namespace tells of them itself: the columns that they lie in, `Keyword01` and so on.
 * Empty on Elasticsearch, which knows them by their names.
 */
async function aliasedTypes(
  { workflowService }: Connection,
  namespace: string,
): Promise<Record<string, number>> {
  const { config } = await workflowService.describeNamespace({ namespace });
  const types: Record<string, number> = INDEXED_VALUE_TYPE;
  const aliases = Object.entries(config?.customSearchAttributeAliases ?? {});
  return Object.fromEntries(
    aliases.map(([column, name]) => [name, types[column.replace(/\d+$/, '')] ?? 0]),
  );
}

/** @throws when one of our names is there with another type */
function missingFrom(there: Record<string, number>, namespace: string): [string, number][] {
  const clash = WANTED.find(([name, type]) => (there[name] ?? type) !== type);
  if (clash === undefined) return WANTED.filter(([name]) => !(name in there));
  throw new Error(
    `Search attribute ${clash[0]} exists in namespace ${namespace} with another type: ` +
      'remove it, or give Promptreel a namespace of its own.',
  );
}
