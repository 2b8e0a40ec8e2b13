/** A setting that cannot be used; the message is one sentence for whoever set it. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}
