import { CATALOGUE } from '../../catalogue/catalogue.ts';
import type { Account } from '../../domain/models/account.ts';
import { type Entry, openCatalogue } from '../../domain/models/catalogue.ts';
import { type ModelLists, openModelLists } from '../../providers/generators/model-lists.ts';

/** The models of this installation: what is known of each, and what its servers list just now. */
export interface OfferedModels extends ModelLists {
  /** Null for a name of no account. */
  entry(model: string): Entry | null;
}

export function openOfferedModels(accounts: readonly Account[]): OfferedModels {
  return { ...openModelLists(accounts), entry: openCatalogue(CATALOGUE, accounts) };
}
