const SECRET_NAME = /SECRET|TOKEN|PASSWORD|KEYS?$/;
// Shorter values are words of ordinary text; blanking those would make logs unreadable.
const SHORTEST = 8;

/** Blanks the values of secret-looking settings wherever a line repeats one. */
export function createRedactor(env: NodeJS.ProcessEnv): (line: string) => string {
  const values = Object.entries(env)
    .filter(([name, value]) => value !== undefined && SECRET_NAME.test(name))
    .flatMap(([, value = '']) => [value, ...value.split(/[,:]/)])
    .map((value) => value.trim())
    .filter((value) => value.length >= SHORTEST)
    // A whole comma list before its pieces.
    .toSorted((a, b) => b.length - a.length);
  return (line) => values.reduce((text, value) => text.replaceAll(value, '[redacted]'), line);
}
