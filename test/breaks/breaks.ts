import { readdir, readFile } from 'node:fs/promises';
import * as z from 'zod';

/** One line of the product made wrong, and the tests that have to notice. */
const Break = z.strictObject({
  /** What would be broken for a user, as a sentence. */
  breaks: z.string().min(10),
  file: z.string(),
  /** A part of exactly one line of the file. */
  line: z.string().min(3),
  /** What stands there instead. */
  becomes: z.string(),
  /** Test files, one of whose tests has to fail. */
  tests: z.array(z.string()).min(1),
});

export type Break = z.infer<typeof Break>;

/** All seeded breaks; a file of them per room. */
export async function readBreaks(folder: string): Promise<Break[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).toSorted();
  const lists = await Promise.all(
    names.map(async (name) =>
      z.array(Break).parse(JSON.parse(await readFile(`${folder}/${name}`, 'utf8'))),
    ),
  );
  return lists.flat();
}

/**
 * The file's text with the break in it.
 * @throws Error when the line is not there, stands there more than once, or does not change.
 */
export function withBreak(text: string, { file, line, becomes }: Break): string {
  const at = text.indexOf(line);
  if (at === -1) throw new Error(`${file}: no line holds ${JSON.stringify(line)}`);
  if (text.includes(line, at + 1)) throw new Error(`${file}: several places hold ${line}`);
  if (`${line}${becomes}`.includes('\n')) throw new Error(`${file}: a break is within one line`);
  if (line === becomes) throw new Error(`${file}: nothing is broken`);
  return text.slice(0, at) + becomes + text.slice(at + line.length);
}
