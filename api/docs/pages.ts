import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RequestHandler, Response } from 'express';
import { isVideoId } from '../../domain/ids.ts';
import type { VideoRecords } from '../../records/videos.ts';
import type { Addresses } from '../addresses.ts';
import type { Route } from '../http/operation.ts';
import { searchOf } from '../http/headers.ts';
import { notFound } from '../http/problem.ts';
import { contentPolicy } from './content-policy.ts';

const WEB = resolve(import.meta.dirname, '../../web');
const packageFile = (specifier: string): string => fileURLToPath(import.meta.resolve(specifier));
const HLS_JS = packageFile('hls.js/dist/hls.min.js');
const SWAGGER = dirname(packageFile('swagger-ui-dist/swagger-ui.css'));

/** What a page may load; notes and types beside the sources are nobody's business. */
const ASSET = /^[\w-]+\.(js|css|svg|png|jpg|webp|ico|woff2)$/;
const SWAGGER_FILES = new Set(['swagger-ui.css', 'swagger-ui-bundle.js']);

/** The pages for people, and what they are made of. All work without internet. */
export function pages(deps: { at: Addresses; records: Pick<VideoRecords, 'find'> }): Route[] {
  const { origin } = new URL(deps.at.publicUrl);
  const docs = join(import.meta.dirname, 'docs.html');
  return [
    page('/', (_req, res) => res.redirect(302, '/docs')),
    page('/watch/:id', async (req, res) => {
      const { id } = req.params;
      const there = typeof id === 'string' && isVideoId(id) && (await deps.records.find(id));
      // The page itself tells a person what is wrong.
      if (!there) res.status(404);
      // Embedded, the page is a player and nothing that could be clicked by mistake.
      const embedded = searchOf(req).get('embed') === '1';
      showPage(res, join(WEB, 'watch.html'), { origin, embedded });
    }),
    page('/docs', (_req, res) => showPage(res, docs, { origin, embedded: false })),
    page('/assets/hls.min.js', (_req, res) => sendAsset(res, HLS_JS)),
    page('/assets/:file', assetsIn(WEB)),
    page('/docs/assets/:file', (req, res, next) =>
      assetsIn(SWAGGER_FILES.has(String(req.params['file'])) ? SWAGGER : import.meta.dirname)(
        req,
        res,
        next,
      ),
    ),
  ];
}

const page = (path: string, handle: RequestHandler): Route => ({
  method: 'get',
  path,
  access: 'anybody',
  handle,
});

function showPage(res: Response, file: string, to: { origin: string; embedded: boolean }): void {
  const policy = to.embedded ? contentPolicy(to.origin, '*') : contentPolicy(to.origin);
  res.set({ 'Content-Security-Policy': policy, 'Cache-Control': 'no-cache' });
  res.set({ 'Referrer-Policy': 'no-referrer' });
  if (!to.embedded) res.set({ 'X-Frame-Options': 'SAMEORIGIN' });
  res.sendFile(file);
}

function assetsIn(folder: string): RequestHandler {
  return (req, res) => {
    const file = String(req.params['file']);
    if (!ASSET.test(file) || !existsSync(join(folder, file))) throw notFound();
    sendAsset(res, join(folder, file));
  };
}

/** Asked for again each time: a new release must not run beside the scripts of the last one. */
function sendAsset(res: Response, file: string): void {
  res.set('Cache-Control', 'no-cache').sendFile(file);
}
