import { hash } from 'node:crypto';

/** Of each token; with these numbers about one stranger in eighty passes for it. */
const BITS_PER_TOKEN = 10;
const PROBES = 4;
/** Characters of 6 bits. A name has room for so many; longer prompts let more strangers pass. */
const LENGTH = { min: 8, max: 144 };
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Where a token leaves its marks, as fractions of the signature's length. */
export type TokenMarks = readonly number[];

/**
 * What can be asked of a video without reading its record, short enough for a file's name: a Bloom
 * filter over its tokens. It may say yes to what is not there, never no to what is.
 */
export function signatureOf(salt: Buffer, tokens: ReadonlySet<string>): string {
  const wanted = Math.ceil((tokens.size * BITS_PER_TOKEN) / 6);
  const length = Math.min(LENGTH.max, Math.max(LENGTH.min, wanted));
  const marks = new Uint8Array(length);
  for (const token of tokens) {
    for (const fraction of probeFor(salt, token)) {
      const bit = Math.floor(fraction * length * 6);
      const at = Math.floor(bit / 6);
      marks[at] = (marks[at] ?? 0) | (1 << (bit % 6));
    }
  }
  return Array.from(marks, (mark) => ALPHABET[mark] ?? '').join('');
}

/** The salt keeps names from telling words to whoever sees names alone, as logs of a bucket do. */
export function probeFor(salt: Buffer, token: string): TokenMarks {
  const digest = hash('sha256', Buffer.concat([salt, Buffer.from(token)]), 'buffer');
  return Array.from({ length: PROBES }, (_, n) => digest.readUInt32LE(n * 4) / 2 ** 32);
}

/** False when one of the tokens is surely not in the signature that `name` has from `start` on. */
export function mayHold(name: string, start: number, probes: readonly TokenMarks[]): boolean {
  const bits = (name.length - start) * 6;
  for (const probe of probes) {
    for (const fraction of probe) {
      const bit = Math.floor(fraction * bits);
      const mark = VALUES[name.charCodeAt(start + Math.floor(bit / 6))] ?? 63;
      if ((mark & (1 << (bit % 6))) === 0) return false;
    }
  }
  return true;
}

const VALUES = (() => {
  const values: number[] = [];
  for (let at = 0; at < ALPHABET.length; at += 1) values[ALPHABET.charCodeAt(at)] = at;
  return values;
})();
