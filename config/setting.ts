import * as z from 'zod';

/** Who reads a setting: the stack (`npm start`, `demo`, `video`), the API, the workers. */
export type SettingReader = 'S' | 'A' | 'W';
type Parts = 'S' | 'A' | 'W' | 'SA' | 'SW' | 'AW' | 'SAW';

/** One row of the table in the README, which is made from it. */
export interface Setting {
  parts: Parts;
  schema: z.ZodType;
  /** What stands in for an unset one, as it would be written in the environment. */
  fallback?: string;
  /** What stands in for it in words, where it is worked out; Markdown. */
  otherwise?: string;
  /** One sentence or two; Markdown. */
  means: string;
}

// What kinds of values are written like, and what is said of one that is not; after the setting's name.

export const text = z.string().optional();

/** Without a slash at the end. */
export const httpUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
  .transform((url) => url.replace(/\/+$/, ''))
  .optional();

export const port = wholeNumber('must be a port number, 0 to 65535', 0, 65_535);

/** At least one of what it counts. */
export const count = (what: string) => wholeNumber(`must be a number of ${what}, at least 1`, 1);

function wholeNumber(fault: string, least: number, most?: number) {
  const number = z.int(fault).min(least, fault);
  return z
    .string()
    .regex(/^\d+$/, fault)
    .transform(Number)
    .pipe(most === undefined ? number : number.max(most, fault));
}

/** Its entries, without blanks and empty ones. */
export const commaList = z
  .string()
  .transform((list) => list.split(',').map((entry) => entry.trim()))
  .transform((entries) => entries.filter(Boolean));
