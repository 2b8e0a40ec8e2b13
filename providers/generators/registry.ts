import type { Account } from '../../domain/models/account.ts';
import { parseModelName } from '../../domain/models/model-name.ts';
import type { Generator } from './generator.ts';
import type { GeneratorDeps } from './kit/define-generator.ts';
import { openVideoServer } from './openai-videos/generator.ts';

/** The opened adapters: one per configured account. */
export interface Generators {
  /** By `<account>/<model id>`; undefined when no account has that name. */
  get(model: string): Generator | undefined;
}

/** Throws an Error when there is no account, or two of one name. */
export function openGenerators(accounts: readonly Account[], deps: GeneratorDeps): Generators {
  const byName = new Map(accounts.map((each) => [each.name, openVideoServer(each, deps)]));
  if (byName.size === 0) throw new Error('No account is configured.');
  if (byName.size < accounts.length) throw new Error('Two accounts have the same name.');
  return {
    get(model) {
      const name = parseModelName(model);
      return name === null ? undefined : byName.get(name.account)?.generator(name.model);
    },
  };
}
