import { isIP } from 'node:net';
import type { Request, RequestHandler } from 'express';
import { Problem } from './problem.ts';

/**
 * For a server without keys, where being reached over loopback is all the authentication there is: a
 * page may name us by a host of its own (DNS rebinding), or post through its reader's browser. So every
 * request must call us by a name of ours, and a write that a page sends must come from a page of ours.
 */
export function refuseForeigners(publicUrl: string): RequestHandler {
  const ours = new URL(publicUrl);
  return (req, _res, next) => {
    if (!isOurHost(req.headers.host, ours)) {
      throw new Problem('foreign_host', 'This server has no keys, so it answers to its own name.');
    }
    if (!READS.has(req.method) && isForeignPage(req, ours)) {
      throw new Problem('foreign_origin', 'Writes that pages of other sites send are refused.');
    }
    next();
  };
}

const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Whatever the port: a name is what a page can choose. */
function isOurHost(host: string | undefined, ours: URL): boolean {
  const name = URL.parse(`http://${host ?? ''}`)?.hostname ?? '';
  return name === ours.hostname || isLoopback(name.replace(/^\[(.*)\]$/, '$1'));
}

function isLoopback(name: string): boolean {
  if (name === 'localhost' || name === '::1') return true;
  return isIP(name) === 4 && name.startsWith('127.');
}

function isForeignPage(req: Request, ours: URL): boolean {
  const origin = req.get('Origin');
  if (origin !== undefined) {
    const { host } = URL.parse(origin) ?? { host: null };
    return host !== ours.host && host !== req.headers.host;
  }
  // Older browsers send no Origin with a form; those send nothing, or this.
  return ['cross-site', 'same-site'].includes(req.get('Sec-Fetch-Site') ?? '');
}
