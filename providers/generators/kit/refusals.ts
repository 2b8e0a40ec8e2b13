/** What a no means, in terms that no two providers spell the same. */
export type RefusalKind =
  | 'MODERATED'
  | 'AUTH'
  | 'BILLING'
  | 'RATE_LIMITED'
  | 'CONCURRENCY_LIMIT'
  | 'UNAVAILABLE'
  | 'INVALID_REQUEST'
  | 'SUBMIT_UNKNOWN';

/** The first row whose every condition holds decides. Codes only: prose is for people, and changes. */
export interface RefusalRow {
  status?: readonly number[];
  code?: RegExp;
  kind: RefusalKind;
}

/** What nearly all of them mean by a code; a provider's own rows come before. */
const COMMON: readonly RefusalRow[] = [
  {
    code: /moderation|content[_ -]?(policy|filter|violation)|safety|sensitive|nsfw/i,
    kind: 'MODERATED',
  },
  {
    status: [429],
    code: /insufficient_(quota|balance|credits?)|billing|payment_required|quota_exceeded/i,
    kind: 'BILLING',
  },
  { status: [429], code: /concurren/i, kind: 'CONCURRENCY_LIMIT' },
  { status: [401, 403], kind: 'AUTH' },
  { status: [402], kind: 'BILLING' },
  { status: [429], kind: 'RATE_LIMITED' },
  { status: [404], kind: 'UNAVAILABLE' },
  // A conflict with what? The job may be there.
  { status: [409], kind: 'SUBMIT_UNKNOWN' },
];

/** Of a create that was answered with an error status. */
export function refusalOf(
  own: readonly RefusalRow[],
  status: number,
  codes: readonly unknown[],
): RefusalKind {
  // After these the job may exist all the same, whatever code comes with them.
  if (status >= 500 || status === 408) return 'SUBMIT_UNKNOWN';
  const row = [...own, ...COMMON].find(
    (each) =>
      (each.status?.includes(status) ?? true) && (each.code ? says(each.code, codes) : true),
  );
  return row?.kind ?? 'INVALID_REQUEST';
}

/** Whether a job that failed was refused for its content. */
export function isModerated(own: readonly RefusalRow[], codes: readonly unknown[]): boolean {
  const row = [...own, ...COMMON].find(({ code }) => code !== undefined && says(code, codes));
  return row?.kind === 'MODERATED';
}

function says(code: RegExp, codes: readonly unknown[]): boolean {
  return codes.some((each) => typeof each === 'string' && code.test(each));
}
