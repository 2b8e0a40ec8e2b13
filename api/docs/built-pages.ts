import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RequestHandler } from 'express';
import { notFound } from '../http/problem.ts';
import { readerHas } from '../http/headers.ts';

/** What `npx vite build web` has made. */
export interface BuiltPages {
  /** A page's HTML; null where nothing has been built. */
  html(page: string): string | null;
  /** Answers `/assets/:file`. */
  asset: RequestHandler;
}

interface Asset {
  plain: Buffer;
  br: Buffer | null;
  gzip: Buffer | null;
  etag: string;
}

/** A name that holds a digest of its content never means anything else. */
const HASHED = /-[\w-]{8}\.\w+$/;
const FOR_EVER = 'public, max-age=31536000, immutable';
/** Asked for again each time: a new release must not run beside the files of the last one. */
const ASK_AGAIN = 'no-cache';

/**
 * Reads everything once, about a megabyte: a page that a viewer has open goes on finding its scripts,
 * also when the next release is being built over them.
 */
export function readBuiltPages(folder: string): BuiltPages {
  const assets = readAssets(join(folder, 'assets'));
  return {
    html: (page) => readIfThere(join(folder, page))?.toString('utf8') ?? null,
    asset(req, res) {
      const file = String(req.params['file']);
      const asset = assets.get(file);
      if (asset === undefined) throw notFound();
      res.set('Cache-Control', HASHED.test(file) ? FOR_EVER : ASK_AGAIN);
      // A frame without an origin of its own asks for scripts as a stranger.
      res.set({ Vary: 'Accept-Encoding', ETag: asset.etag, 'Access-Control-Allow-Origin': '*' });
      if (readerHas(req, asset)) {
        res.status(304).end();
        return;
      }
      const offered = (['br', 'gzip'] as const).filter((encoding) => asset[encoding] !== null);
      const taken = offered.find((encoding) => req.acceptsEncodings(encoding) === encoding);
      if (taken !== undefined) res.set('Content-Encoding', taken);
      const body = (taken === undefined ? null : asset[taken]) ?? asset.plain;
      res.type(file.slice(file.lastIndexOf('.'))).send(body);
    },
  };
}

function readAssets(folder: string): Map<string, Asset> {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const plain = names.filter((name) => !/\.(br|gz)$/.test(name));
  return new Map(plain.map((name) => [name, readAsset(join(folder, name))]));
}

function readAsset(path: string): Asset {
  const plain = readFileSync(path);
  const digest = createHash('sha256').update(plain).digest('base64url').slice(0, 22);
  return {
    plain,
    br: readIfThere(`${path}.br`),
    gzip: readIfThere(`${path}.gz`),
    // Weak: the same for every encoding.
    etag: `W/"${digest}"`,
  };
}

function readIfThere(path: string): Buffer | null {
  return existsSync(path) ? readFileSync(path) : null;
}
