import { FAILURE_CODES } from '../../domain/video/failure.ts';
import { PROBLEM_CODES } from '../http/problem.ts';

/** The page that every problem's `type` points at: one row per code, its anchor the code. */
export function errorPage(): string {
  const problems = Object.entries(PROBLEM_CODES).map(([code, { status, title }]) =>
    row(code, [code, String(status), title]),
  );
  const failures = Object.entries(FAILURE_CODES).map(([code, { title, retryable }]) =>
    // A few names are problems too; the anchor is the problem's.
    row(`failure-${code}`, [code, title, retryable ? 'yes' : 'no']),
  );
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Promptreel: error codes</title>
    <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="/docs/assets/docs.css" />
  </head>
  <body>
    <main>
      <h1>Error codes</h1>
      <p>Codes are stable. Every problem also carries its <code>request_id</code>.</p>
      ${table(['code', 'status', 'meaning'], problems)}
      <h2>Why a video ended otherwise than published</h2>
      ${table(['code', 'meaning', 'the same request may succeed later'], failures)}
      <p><a href="/docs">API reference</a></p>
    </main>
  </body>
</html>
`;
}

function table(heads: string[], rows: string[]): string {
  const cells = heads.map((head) => `<th>${head}</th>`).join('');
  return `<table><thead><tr>${cells}</tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

/** Codes and titles are ours: nothing in them needs escaping. */
function row(id: string, [code, ...cells]: string[]): string {
  const rest = cells.map((cell) => `<td>${cell}</td>`).join('');
  return `<tr id="${id}"><td><code>${code}</code></td>${rest}</tr>`;
}
