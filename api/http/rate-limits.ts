import type { RequestHandler } from 'express';
import type { TenantLimits } from '../../config/rows/limits.ts';
import { contextOf } from './answer-context.ts';
import { Problem } from './problem.ts';

/**
 * Requests per second and tenant, by a bucket that holds a second's worth. Tells what is left in every
 * answer (draft-ietf-httpapi-ratelimit-headers). Tenants without a limit pass untold.
 */
export function limitRates(limits: TenantLimits, now = () => performance.now()): RequestHandler {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return (_req, res, next) => {
    const { tenant } = contextOf(res);
    const rps = limits.get(tenant)?.rps;
    if (rps === undefined) return next();
    const size = Math.max(1, rps);
    const before = buckets.get(tenant) ?? { tokens: size, at: now() };
    const at = now();
    const filled = Math.min(size, before.tokens + ((at - before.at) / 1_000) * rps);
    const allowed = filled >= 1;
    const tokens = allowed ? filled - 1 : filled;
    buckets.set(tenant, { tokens, at });
    const seconds = Math.max(1, Math.ceil((size - tokens) / rps));
    res.set({
      'RateLimit-Policy': `"requests";q=${size};w=${Math.ceil(size / rps)}`,
      RateLimit: `"requests";r=${Math.floor(tokens)};t=${seconds}`,
    });
    if (allowed) return next();
    throw rateLimited(`At most ${rps} requests a second are taken.`, Math.ceil((1 - tokens) / rps));
  };
}

export function rateLimited(detail: string, retryAfter: number, headers = {}): Problem {
  return new Problem('rate_limited', detail, {
    headers: { ...headers, 'Retry-After': String(retryAfter) },
  });
}
