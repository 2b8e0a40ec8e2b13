import type { StackConfig } from '../config.ts';

export interface StackAddresses {
  /** host:port */
  temporal: string;
  temporalUi: string | undefined;
  /** Base URL of the local model server; undefined when it is not used. */
  localModel: string | undefined;
  gcs: string | undefined;
  apiPort: number;
}

// Made for another server, and enough to break the connection to our own: a key alone turns TLS on.
const FOREIGN_TEMPORAL =
  /^TEMPORAL_(API_KEY|PROFILE|CONFIG_FILE|TLS.*|CLIENT_.*|CODEC_.*|GRPC_META.*)$/;

/** A host as part of a URL; where it listens on every address, the loopback one. */
export function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

/** Every setting of `api.md` with its default filled in, for the parts of one stack. */
export function partEnvironment(
  config: StackConfig,
  addresses: StackAddresses,
  secret: string,
): NodeJS.ProcessEnv {
  const ownTemporal = config.temporalAddress === undefined;
  const inherited = Object.entries(config.inherited).filter(
    ([name]) => !(ownTemporal && FOREIGN_TEMPORAL.test(name)),
  );
  const api = `http://${urlHost(config.host)}:${addresses.apiPort}`;
  const localServers = addresses.localModel && `local=${addresses.localModel}/v1`;
  const optional = {
    PROMPTREEL_VIDEO_SERVERS: config.videoServers ?? localServers,
    PROMPTREEL_TEMPORAL_UI: addresses.temporalUi,
    STORAGE_EMULATOR_HOST: addresses.gcs ?? config.storageEmulator,
  };
  return {
    ...Object.fromEntries(inherited),
    PROMPTREEL_DATA_DIR: config.dataDir,
    PROMPTREEL_CACHE_DIR: config.cacheDir,
    PROMPTREEL_HOST: config.host,
    PROMPTREEL_PORT: String(addresses.apiPort),
    PROMPTREEL_PUBLIC_URL: config.publicUrl ?? api,
    PROMPTREEL_HOOK_URL: config.inherited.PROMPTREEL_HOOK_URL ?? api,
    PROMPTREEL_STORE: config.store,
    PROMPTREEL_SECRET: secret,
    TEMPORAL_ADDRESS: addresses.temporal,
    TEMPORAL_NAMESPACE: config.temporalNamespace,
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  };
}
