import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import { setContext } from './answer-context.ts';
import type { ApiKey } from '../../config/installation.ts';
import { Problem } from './problem.ts';

/** Without keys everybody is the tenant `default`; with keys a Bearer token says which tenant. */
export function authentication(keys: readonly ApiKey[]): RequestHandler {
  const known = keys.map(({ tenant, key }) => ({ tenant, digest: digest(key) }));
  return (req, res, next) => {
    if (known.length === 0) {
      setContext(res, { tenant: 'default' });
      next();
      return;
    }
    const sent = /^Bearer +(\S+)$/i.exec(req.get('Authorization') ?? '')?.[1];
    const tenant = sent === undefined ? null : tenantOf(known, sent);
    if (tenant === null) throw refusal(sent !== undefined);
    setContext(res, { tenant });
    next();
  };
}

/** Compares with every key, in constant time: how long it takes tells nothing about any of them. */
function tenantOf(known: readonly { tenant: string; digest: Buffer }[], sent: string) {
  const given = digest(sent);
  let tenant: string | null = null;
  for (const each of known) if (timingSafeEqual(each.digest, given)) tenant = each.tenant;
  return tenant;
}

/** Hashed, because a comparison in constant time needs equal lengths. */
function digest(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

function refusal(tokenSent: boolean): Problem {
  const challenge = 'Bearer realm="promptreel"';
  return new Problem('unauthorized', 'Send Authorization: Bearer with a key of this server.', {
    headers: { 'WWW-Authenticate': tokenSent ? `${challenge}, error="invalid_token"` : challenge },
  });
}
