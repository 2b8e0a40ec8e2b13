/** Seconds to wait by `Retry-After`, in either of its spellings (RFC 9110 §10.2.3). */
export function retryAfter(headers: Record<string, string>, now: Date): number | undefined {
  const value = headers['retry-after'];
  if (value === undefined) return undefined;
  const seconds = /^\d+(\.\d+)?$/.test(value.trim())
    ? Number(value)
    : (Date.parse(value) - now.getTime()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : undefined;
}
