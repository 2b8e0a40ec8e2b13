import type { Account } from '../../domain/models/account.ts';
import { hostOf, SERVER_DEFAULT_MODEL } from '../../domain/models/account.ts';
import { parseModelName } from '../../domain/models/model-name.ts';
import { createNet } from '../../net/net.ts';
import { openHttp } from './kit/http.ts';
import { openModelList } from './kit/model-list.ts';

/** What may be asked for, for whoever takes requests and generates nothing. */
export interface ModelLists {
  /** Of the accounts, in the order of the configuration. */
  accounts: readonly string[];
  /** The model of a request that names none: the first account's own default. Never fails. */
  defaultModel(): Promise<string>;
  /**
   * The models that stand beside one that its account does not list; null when it is listed, and
   * when that cannot be told: the take is what waits for a server that is down.
   */
  instead(model: string): Promise<readonly string[] | null>;
}

/** Throws an Error when there is no account. */
export function openModelLists(
  accounts: readonly Account[],
  { now = () => new Date() }: { now?: () => Date } = {},
): ModelLists {
  const [first] = accounts;
  if (!first) throw new Error('No account is configured.');
  // The accounts alone: nothing else is asked here.
  const net = createNet({ allowHosts: accounts.map(hostOf) });
  const lists = new Map(
    accounts.map((account) => {
      const { name, apiKey } = account;
      return [name, openModelList(openHttp(account, net), { now, apiKey })];
    }),
  );
  const idsOf = async (account: string): Promise<readonly string[]> => {
    const list = await lists
      .get(account)
      ?.read()
      .catch(() => null);
    return list?.ids ?? [];
  };
  return {
    accounts: [...lists.keys()],
    async defaultModel() {
      const model = first.defaultModel ?? (await idsOf(first.name))[0] ?? SERVER_DEFAULT_MODEL;
      return `${first.name}/${model}`;
    },
    async instead(name) {
      const asked = parseModelName(name);
      if (asked === null || asked.model === SERVER_DEFAULT_MODEL) return null;
      const configured = accounts.find((each) => each.name === asked.account);
      if (configured?.defaultModel === asked.model) return null;
      const ids = await idsOf(asked.account);
      // A star: a proxy that takes whatever its own providers have.
      const isOpen = ids.length === 0 || ids.some((id) => id.includes('*'));
      if (isOpen || ids.includes(asked.model)) return null;
      return ids.map((id) => `${asked.account}/${id}`);
    },
  };
}
