import type { Account } from '../domain/models/account.ts';
import { ConfigError } from './config-error.ts';

/**
 * Reads `PROMPTREEL_VIDEO_SERVERS`: a comma list of `name=base URL`. `lookup` reads one setting; a
 * server's own are `PROMPTREEL_VIDEO_SERVER_<NAME>_…`: `KEY`, `FORMAT` (`multipart`, the protocol's
 * own and the default, or `json`), `MODEL`.
 *
 * @throws ConfigError with one sentence for a person; keys are never quoted in it
 */
export function readAccounts(
  list: string,
  lookup: (name: string) => string | undefined,
): Account[] {
  const entries = list.split(',').map((entry) => entry.trim());
  const servers = entries.filter(Boolean).map((entry) => parseEntry(entry, lookup));
  if (servers.length === 0) throw new ConfigError('PROMPTREEL_VIDEO_SERVERS names no server.');
  const prefixes = servers.map(({ name }) => settingPrefix(name));
  const twice = servers.find(({ name }, index) => prefixes.indexOf(settingPrefix(name)) < index);
  if (twice) throw new ConfigError(`PROMPTREEL_VIDEO_SERVERS names "${twice.name}" twice.`);
  return servers;
}

function parseEntry(entry: string, lookup: (name: string) => string | undefined): Account {
  const equals = entry.indexOf('=');
  const name = entry.slice(0, Math.max(equals, 0)).trim();
  if (!/^[a-z0-9][a-z0-9_-]*$/i.test(name)) {
    const wanted = 'expected name=https://host/v1, the name of letters, digits, - and _';
    throw new ConfigError(
      `PROMPTREEL_VIDEO_SERVERS: entry ${equals < 0 ? 'without =' : name}: ${wanted}.`,
    );
  }
  const baseUrl = parseBaseUrl(name, entry.slice(equals + 1).trim());
  const setting = (suffix: string) => lookup(`${settingPrefix(name)}_${suffix}`) || undefined;
  const [apiKey, model] = [setting('KEY'), setting('MODEL')];
  const format = setting('FORMAT') ?? 'multipart';
  if (format !== 'json' && format !== 'multipart') {
    throw new ConfigError(`${settingPrefix(name)}_FORMAT must be json or multipart.`);
  }
  return {
    name,
    // The one server of which we know what it can do, because it is ours.
    provider: name === 'local' ? 'local' : 'videos',
    baseUrl,
    format,
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(model === undefined ? {} : { defaultModel: model }),
  };
}

function parseBaseUrl(name: string, text: string): string {
  const url = URL.parse(text);
  const fault = (what: string) =>
    new ConfigError(`PROMPTREEL_VIDEO_SERVERS: the address of "${name}" ${what}.`);
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') throw fault('is no http(s) URL');
  if (url.username || url.password) {
    throw fault(`holds a password; use ${settingPrefix(name)}_KEY`);
  }
  if (url.search || url.hash) throw fault('must not have a query');
  const path = url.pathname.replace(/\/+$/, '');
  if (!path.endsWith('/v1')) throw fault('must end in /v1');
  return `${url.origin}${path}`;
}

/** Names of settings know neither lower case nor dashes. */
function settingPrefix(name: string): string {
  return `PROMPTREEL_VIDEO_SERVER_${name.toUpperCase().replaceAll('-', '_')}`;
}
