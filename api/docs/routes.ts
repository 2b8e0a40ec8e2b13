import type { RequestHandler } from 'express';
import type { AnsweredRoute } from '../http/operation.ts';
import { contentPolicy } from './content-policy.ts';
import { errorPage } from './error-page.ts';
import { openApiDocument } from './openapi.ts';
import type { WatchPageDeps } from './pages.ts';
import { pages } from './pages.ts';

/** The reference, for programs and for people. */
export function routes(deps: WatchPageDeps): AnsweredRoute[] {
  const { publicUrl } = deps.at;
  const document = openApiDocument(publicUrl);
  const policy = contentPolicy(new URL(publicUrl).origin);
  const reference: RequestHandler = (_req, res) => void res.json(document);
  const errors: RequestHandler = (_req, res) =>
    void res.set('Content-Security-Policy', policy).type('html').send(errorPage());
  return [
    ...pages(deps),
    { method: 'get', path: '/v1/openapi.json', access: 'key', handle: reference },
    { method: 'get', path: '/docs/openapi.json', access: 'anybody', handle: reference },
    { method: 'get', path: '/docs/errors', access: 'anybody', handle: errors },
  ];
}
