import { createNet } from '../../net/net.ts';
import { openGenerators } from './registry.ts';
import { parseVideoServers } from './openai-videos/server-list.ts';

/** What may be asked for, for whoever takes requests and generates nothing. */
export interface ModelCatalog {
  /** Of the servers, in the order of the configuration. */
  names: string[];
  /** See `Generators.defaultModel`. */
  defaultModel(): Promise<string>;
}

/**
 * @param list as in `PROMPTREEL_VIDEO_SERVERS`; `lookup` reads a server's own settings
 * @throws Error with one sentence for a person when the setting cannot be used
 */
export function openModelCatalog(
  list: string,
  lookup: (name: string) => string | undefined,
): ModelCatalog {
  const servers = parseVideoServers(list, lookup);
  // The servers alone: a default model is asked for nowhere else.
  const allowHosts = servers.map(({ baseUrl }) => hostAndPort(new URL(baseUrl)));
  const generators = openGenerators(servers, { net: createNet({ allowHosts }) });
  return { names: generators.names, defaultModel: () => generators.defaultModel() };
}

function hostAndPort({ hostname, port, protocol }: URL): string {
  return `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`;
}
