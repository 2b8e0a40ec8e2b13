/** Codes and types by which servers of this family say "content", as far as they are documented. */
const MODERATION =
  /moderation|content[_ -]?(policy|filter|violation)|safety|sensitive|nsfw|sentinel_block/i;
const BILLING = /insufficient_(quota|balance|credits?)|billing|payment_required|quota_exceeded/i;

/** Reads codes only: the prose around them is for people, and changes. */
export function isModerationCode(...codes: unknown[]): boolean {
  return codes.some((code) => typeof code === 'string' && MODERATION.test(code));
}

export function isBillingCode(...codes: unknown[]): boolean {
  return codes.some((code) => typeof code === 'string' && BILLING.test(code));
}
