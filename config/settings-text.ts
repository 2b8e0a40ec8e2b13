import type { SettingReader } from './setting.ts';
import { SETTINGS } from './settings.ts';

/** The table as it stands in the README. */
export function settingsTable(): string {
  const rows = Object.entries(SETTINGS).map(
    ([name, { parts, means }]) => `| \`${name}\` | ${defaultOf(name)} | ${parts} | ${means} |`,
  );
  return ['| Name | Default | Parts | Meaning |', '|---|---|---|---|', ...rows].join('\n');
}

/** The settings of one part for a terminal. */
export function settingsHelp(part: SettingReader): string {
  const rows = Object.entries(SETTINGS).filter(([, { parts }]) => parts.includes(part));
  const told = rows.map(([name, { means }]) => `${name}\n    ${means} [${defaultOf(name)}]`);
  return `Settings, from the environment [default]:\n\n${plain(told.join('\n'))}\n`;
}

function defaultOf(name: string): string {
  const { otherwise, fallback } = SETTINGS[name] ?? {};
  return otherwise ?? (fallback ? `\`${fallback}\`` : 'none');
}

/** Markdown without its marks. */
function plain(text: string): string {
  return text.replaceAll('`', '').replaceAll(/\[([^\]]+)\]\(([^)]+)\)/g, '$1 ($2)');
}
