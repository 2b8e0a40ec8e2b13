const MAX_LENGTH = 200;

/**
 * What a generator says of itself, made fit for an error message: generators quote prompts, keys
 * and signed links back, and none of these may reach a log. `secrets` are taken out wherever they
 * occur.
 */
export function cleanProse(text: unknown, secrets: readonly (string | undefined)[] = []): string {
  if (typeof text !== 'string') return '';
  let clean = text;
  for (const secret of secrets) if (secret) clean = clean.replaceAll(secret, '[…]');
  clean = clean
    .replaceAll(/[a-z][a-z0-9+.-]*:\/\/\S+/gi, '[link]')
    .replaceAll(/data:[\w/+.-]+;base64,\S+/gi, '[data]')
    // Long unbroken runs are keys, tokens or encoded bytes, never words.
    .replaceAll(/[\w+/=-]{40,}/g, '[…]')
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim();
  return clean.length > MAX_LENGTH ? `${clean.slice(0, MAX_LENGTH - 1)}…` : clean;
}

/** `sentence` and, where the generator gave one, its reason: "It failed: …". */
export function withReason(sentence: string, reason: string): string {
  const whole = reason === '' ? sentence : `${sentence}: ${reason}`;
  return /[.!?…]$/.test(whole) ? whole : `${whole}.`;
}
