import type { Account } from './account.ts';
import { parseModelName } from './model-name.ts';
import { type ModelRow, openRow, type ProviderRow } from './model-row.ts';

/** What is known of one provider. */
export interface CatalogueFile {
  provider: ProviderRow;
  models: readonly ModelRow[];
}

/** A model of an account, and all that is known of it. */
export interface Entry {
  row: ModelRow;
  provider: ProviderRow;
}

/**
 * By `<account>/<model>`: the row of the account's provider, or an open one where the provider's
 * models are known to nobody but itself. Null for a name of no account.
 */
export function openCatalogue(
  files: readonly CatalogueFile[],
  accounts: readonly Account[],
): (model: string) => Entry | null {
  return (name) => {
    const asked = parseModelName(name);
    const account = accounts.find((each) => each.name === asked?.account);
    const file = files.find(({ provider }) => provider.name === account?.provider);
    if (asked === null || file === undefined) return null;
    const id = `${file.provider.name}/${asked.model}`;
    const row = file.models.find((each) => each.id === id);
    return { row: row ?? openRow(name), provider: file.provider };
  };
}
