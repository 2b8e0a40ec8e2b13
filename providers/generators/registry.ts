import type { Generator } from './generator.ts';
import {
  openVideoServer,
  type VideoServer,
  type VideoServerDeps,
} from './openai-videos/generator.ts';
import { SERVER_DEFAULT_MODEL, type ServerConfig } from './openai-videos/server-config.ts';

export interface Generators {
  /** By `<server name>/<model id>`; undefined when no server has that name. */
  get(model: string): Generator | undefined;
  /** The model of a request that names none: the first server's own default. Never fails. */
  defaultModel(): Promise<string>;
  /** Of the servers, in the order of the configuration. */
  names: string[];
}

/** Throws an Error when there is no server, or two of one name. */
export function openGenerators(servers: ServerConfig[], deps: VideoServerDeps): Generators {
  const byName = new Map(servers.map((config) => [config.name, openVideoServer(config, deps)]));
  const [first] = byName.values();
  if (!first) throw new Error('No video server is configured.');
  if (byName.size < servers.length) throw new Error('Two video servers have the same name.');
  return {
    names: [...byName.keys()],
    get(model) {
      // At the first slash: model ids such as `Wan-AI/Wan2.2` have slashes of their own.
      const slash = model.indexOf('/');
      if (slash < 0 || slash === model.length - 1) return undefined;
      return byName.get(model.slice(0, slash))?.generator(model.slice(slash + 1));
    },
    async defaultModel() {
      const { name, defaultModel } = first.config;
      return `${name}/${defaultModel ?? (await firstModel(first))}`;
    },
  };
}

async function firstModel({ cards }: VideoServer): Promise<string> {
  try {
    return (await cards.read()).ids[0] ?? SERVER_DEFAULT_MODEL;
  } catch {
    // A request can be accepted while the server is down; it is the take that waits for it.
    return SERVER_DEFAULT_MODEL;
  }
}
