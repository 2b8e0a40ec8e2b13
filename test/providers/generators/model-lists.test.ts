import { afterEach, describe, expect, it } from 'vitest';
import type { Account } from '../../../domain/models/account.ts';
import { openModelLists } from '../../../providers/generators/model-lists.ts';
import { type ListServer, openListServer } from './kit/list-server.ts';

let server: ListServer | undefined;
afterEach(() => {
  server?.close();
  server = undefined;
});

async function serving(...ids: string[]): Promise<string> {
  server = await openListServer(() => ({ status: 200, body: { data: ids.map((id) => ({ id })) } }));
  return server.url;
}
const account = (name: string, url: string, more: Partial<Account> = {}): Account => ({
  name,
  provider: 'videos',
  baseUrl: `${url}/v1`,
  format: 'json',
  ...more,
});
const NOWHERE = 'http://127.0.0.1:9';

describe('the model of a request that names none', () => {
  it("is the first account's configured one, else the first that it lists, else its own", async () => {
    const url = await serving('wan', 'other');
    const lists = (first: Account) => openModelLists([first, account('b', NOWHERE)]);
    const configured = lists(account('a', url, { defaultModel: 'mine' }));
    expect(await configured.defaultModel()).toBe('a/mine');
    expect(await lists(account('a', url)).defaultModel()).toBe('a/wan');
    expect(await lists(account('a', NOWHERE)).defaultModel()).toBe('a/default');
  });
});

describe('a model that its server does not list', () => {
  it('is answered with those that it does', async () => {
    const lists = openModelLists([account('a', await serving('wan', 'Wan-AI/Wan2.2'))]);
    expect(await lists.instead('a/nosuch')).toEqual(['a/wan', 'a/Wan-AI/Wan2.2']);
    expect(await lists.instead('a/Wan-AI/Wan2.2')).toBeNull();
  });

  it("passes where the choice is the server's or the operator's", async () => {
    const url = await serving('wan');
    const lists = openModelLists([account('a', url, { defaultModel: 'unlisted' })]);
    expect(await lists.instead('a/default')).toBeNull();
    expect(await lists.instead('a/unlisted')).toBeNull();
  });

  it('passes where the server is down, lists nothing, or lists a star', async () => {
    const star = await serving('wan/*');
    expect(await openModelLists([account('a', star)]).instead('a/nosuch')).toBeNull();
    expect(await openModelLists([account('a', NOWHERE)]).instead('a/nosuch')).toBeNull();
    server?.close();
    server = await openListServer(() => ({ status: 404, body: {} }));
    expect(await openModelLists([account('a', server.url)]).instead('a/nosuch')).toBeNull();
  });

  it('is asked about once a minute, not by every request', async () => {
    let time = Date.now();
    const url = await serving('wan');
    const lists = openModelLists([account('a', url)], { now: () => new Date(time) });
    await Promise.all([lists.instead('a/x'), lists.instead('a/y'), lists.defaultModel()]);
    await lists.instead('a/z');
    expect(server?.asked).toHaveLength(1);
    time += 61_000;
    await lists.instead('a/z');
    expect(server?.asked).toHaveLength(2);
  });
});
