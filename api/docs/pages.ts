import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RequestHandler, Response } from 'express';
import type { ApiKey } from '../../config/installation.ts';
import { isVideoId } from '../../domain/ids.ts';
import type { VideoRecords } from '../../records/videos.ts';
import type { Addresses } from '../addresses.ts';
import { searchOf } from '../http/headers.ts';
import type { AnsweredRoute } from '../http/operation.ts';
import { notFound } from '../http/problem.ts';
import { readBuiltPages } from './built-pages.ts';
import { contentPolicy } from './content-policy.ts';
import { pageHead, withHead } from './page-head.ts';

const BUILT = resolve(import.meta.dirname, '../../web/dist');
const packageFile = (specifier: string): string => fileURLToPath(import.meta.resolve(specifier));
const SWAGGER = dirname(packageFile('swagger-ui-dist/swagger-ui.css'));

/** What a page may load; notes and types beside the sources are nobody's business. */
const ASSET = /^[\w-]+\.(js|css|svg|png|jpg|webp|ico|woff2)$/;
const SWAGGER_FILES = new Set(['swagger-ui.css', 'swagger-ui-bundle.js']);

const NOT_BUILT =
  'The pages are not built. The set-up of npm start builds them, and so does: npx vite build web\n';

export interface WatchPageDeps {
  at: Addresses;
  keys: readonly ApiKey[];
  records: Pick<VideoRecords, 'find'>;
}

/** The pages for people, and what they are made of. All work without internet. */
export function pages(deps: WatchPageDeps): AnsweredRoute[] {
  const { origin } = new URL(deps.at.publicUrl);
  const built = readBuiltPages(BUILT);
  const docs = join(import.meta.dirname, 'docs.html');
  return [
    page('/', (_req, res) => res.redirect(302, '/docs')),
    page('/watch/:id', watchPage(deps, built.html('watch.html'))),
    page('/docs', (_req, res) => {
      setPageHeaders(res, { origin, embedded: false });
      res.sendFile(docs);
    }),
    page('/assets/:file', built.asset),
    page('/docs/assets/:file', (req, res, next) =>
      assetsIn(SWAGGER_FILES.has(String(req.params['file'])) ? SWAGGER : import.meta.dirname)(
        req,
        res,
        next,
      ),
    ),
  ];
}

const page = (path: string, handle: RequestHandler): AnsweredRoute => ({
  method: 'get',
  path,
  access: 'anybody',
  handle,
});

function watchPage({ at, keys, records }: WatchPageDeps, html: string | null): RequestHandler {
  const { origin } = new URL(at.publicUrl);
  const told = { publicUrl: at.publicUrl, keyed: keys.length > 0 };
  return async (req, res) => {
    const { id } = req.params;
    const video = typeof id === 'string' && isVideoId(id) ? await records.find(id) : null;
    // Embedded, the page is a player and nothing that could be clicked by mistake.
    setPageHeaders(res, { origin, embedded: searchOf(req).get('embed') === '1' });
    if (html === null) {
      res.status(503).type('text').send(NOT_BUILT);
      return;
    }
    // The page itself tells a person what is wrong.
    if (video === null) res.status(404);
    res.type('html').send(withHead(html, video === null ? '' : pageHead(video, told)));
  };
}

function setPageHeaders(res: Response, to: { origin: string; embedded: boolean }): void {
  const policy = to.embedded ? contentPolicy(to.origin, '*') : contentPolicy(to.origin);
  res.set({ 'Content-Security-Policy': policy, 'Cache-Control': 'no-cache' });
  res.set({ 'Referrer-Policy': 'no-referrer' });
  if (!to.embedded) res.set({ 'X-Frame-Options': 'SAMEORIGIN' });
}

function assetsIn(folder: string): RequestHandler {
  return (req, res) => {
    const file = String(req.params['file']);
    if (!ASSET.test(file) || !existsSync(join(folder, file))) throw notFound();
    // Asked for again each time: a new release must not run beside the scripts of the last one.
    res.set('Cache-Control', 'no-cache').sendFile(join(folder, file));
  };
}
