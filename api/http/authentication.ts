import type { RequestHandler } from 'express';
import { setContext } from './answer-context.ts';
import type { ApiKey } from '../../config/installation.ts';
import { bearerOf, sameKey } from './bearer.ts';
import { Problem } from './problem.ts';

/** Without keys everybody is the tenant `default`; with keys a Bearer token says which tenant. */
export function authentication(keys: readonly ApiKey[]): RequestHandler {
  return (req, res, next) => {
    if (keys.length === 0) {
      setContext(res, { tenant: 'default' });
      next();
      return;
    }
    const sent = bearerOf(req);
    const tenant = sent === null ? null : tenantOf(keys, sent);
    if (tenant === null) throw refusal(sent !== null);
    setContext(res, { tenant });
    next();
  };
}

/** Compares with every key, so that how long it takes tells nothing about any of them. */
function tenantOf(keys: readonly ApiKey[], sent: string) {
  let tenant: string | null = null;
  for (const each of keys) if (sameKey(each.key, sent)) tenant = each.tenant;
  return tenant;
}

function refusal(tokenSent: boolean): Problem {
  const challenge = 'Bearer realm="promptreel"';
  return new Problem('unauthorized', 'Send Authorization: Bearer with a key of this server.', {
    headers: { 'WWW-Authenticate': tokenSent ? `${challenge}, error="invalid_token"` : challenge },
  });
}
