import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Response, Router } from 'express';
import express from 'express';
import { isVideoId } from '../../domain/ids.ts';
import type { RouteDeps } from '../api-deps.ts';
import { errorPage } from './error-page.ts';
import { openApiDocument } from './openapi.ts';
import { notFound } from '../http/problem.ts';
import { resource } from '../http/resource-routes.ts';

const WEB = resolve(import.meta.dirname, '../../web');
const DOCS = resolve(import.meta.dirname, '.');
const packageFile = (specifier: string): string => fileURLToPath(import.meta.resolve(specifier));
const HLS_JS = packageFile('hls.js/dist/hls.min.js');
const SWAGGER = dirname(packageFile('swagger-ui-dist/swagger-ui.css'));

/** What a page may load; notes and types beside the sources are nobody's business. */
const ASSET = /^\/[\w-]+\.(js|css|svg|png|jpg|webp|ico|woff2)$/;
const SWAGGER_FILES = new Set(['/swagger-ui.css', '/swagger-ui-bundle.js']);

/** The pages for people: player, reference, and what they are made of. All work without internet. */
export function showPages(router: Router, deps: RouteDeps): void {
  const { origin } = new URL(deps.at.publicUrl);
  const policy = contentPolicy(origin);
  const showPage = (res: Response, file: string, embedded = false): void => {
    const framed = embedded ? contentPolicy(origin, '*') : policy;
    res.set({ 'Content-Security-Policy': framed, 'Cache-Control': 'no-cache' });
    res.set({ 'Referrer-Policy': 'no-referrer' });
    if (!embedded) res.set({ 'X-Frame-Options': 'SAMEORIGIN' });
    res.sendFile(file);
  };

  resource(router, '/', { get: (_req, res) => res.redirect(302, '/docs') });

  resource(router, '/watch/:id', {
    async get(req, res) {
      const { id } = req.params;
      const there = typeof id === 'string' && isVideoId(id) && (await deps.records.find(id));
      // The page itself tells a person what is wrong.
      if (!there) res.status(404);
      // Embedded, the page is a player and nothing that could be clicked by mistake.
      showPage(res, join(WEB, 'watch.html'), req.query['embed'] === '1');
    },
  });

  resource(router, '/assets/hls.min.js', {
    get: (_req, res) => res.set('Cache-Control', 'no-cache').sendFile(HLS_JS),
  });
  const assets = express.static(WEB, { index: false, redirect: false, setHeaders: revalidate });
  router.use('/assets', (req, res, next) => {
    if (ASSET.test(req.path) && existsSync(join(WEB, req.path))) assets(req, res, next);
    else next(notFound());
  });

  const document = openApiDocument(deps.at.publicUrl);
  resource(router, '/v1/openapi.json', { get: (_req, res) => res.json(document) });
  resource(router, '/docs/openapi.json', { get: (_req, res) => res.json(document) });
  resource(router, '/docs', { get: (_req, res) => showPage(res, join(DOCS, 'docs.html')) });
  resource(router, '/docs/errors', {
    get: (_req, res) => res.set('Content-Security-Policy', policy).type('html').send(errorPage()),
  });
  const ours = express.static(DOCS, { index: false, redirect: false, setHeaders: revalidate });
  const swagger = express.static(SWAGGER, { index: false, redirect: false });
  router.use('/docs/assets', (req, res, next) => {
    if (SWAGGER_FILES.has(req.path)) swagger(req, res, next);
    else if (ASSET.test(req.path)) ours(req, res, next);
    else next(notFound());
  });
}

/** A new release must not run beside the scripts of the last one. */
function revalidate(res: { setHeader(name: string, value: string): unknown }): void {
  res.setHeader('Cache-Control', 'no-cache');
}

/**
 * Nothing from anywhere else. hls.js demuxes in a worker that it makes from a blob, and feeds the
 * player from one; the public address differs from the page's own behind a proxy.
 */
function contentPolicy(origin: string, ancestors = "'self'"): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `img-src 'self' data: ${origin}`,
    `media-src 'self' blob: ${origin}`,
    `connect-src 'self' ${origin}`,
    "worker-src 'self' blob:",
    "font-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${ancestors}`,
  ].join('; ');
}
