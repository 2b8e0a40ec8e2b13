/** Foreign JSON is looked into field by field, never trusted as a shape: null for what is not there. */
export function asObject(value: unknown): Record<string, unknown> | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  return { ...value };
}

export function asText(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Numbers come as text, too. */
export function asNumber(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

/** 0..1, of what is told in percent. */
export function asProgress(value: unknown): number | null {
  const percent = asNumber(value);
  return percent === null ? null : Math.min(Math.max(percent / 100, 0), 1);
}

/** Unix time in seconds, whole or not, or in milliseconds, or a date in words. */
export function asTime(value: unknown): Date | null {
  const number = asNumber(value);
  const date =
    number === null
      ? new Date(asText(value) ?? Number.NaN)
      : // Seconds reach 10^11 in the year 5138; milliseconds passed it in 1973.
        new Date(number > 1e11 ? number : number * 1000);
  return Number.isNaN(date.getTime()) ? null : date;
}

export function asLink(value: unknown): string | null {
  const url = URL.parse(asText(value) ?? '');
  return url?.protocol === 'https:' || url?.protocol === 'http:' ? url.href : null;
}
