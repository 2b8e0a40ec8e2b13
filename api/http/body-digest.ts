import { createHash } from 'node:crypto';

/** SHA-256 in hex of a parsed body: the order of fields and white space do not count, values do. */
export function bodyDigest(body: unknown, image: { sha256: string } | null): string {
  const hash = createHash('sha256').update(canonical(body));
  if (image !== null) hash.update('\0').update(image.sha256);
  return hash.digest('hex');
}

export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((each) => canonical(each)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`);
  return `{${fields.join(',')}}`;
}
