import type { Request, RequestHandler, Router } from 'express';
import { isVideoId } from '../../domain/ids.ts';
import { setContext } from './answer-context.ts';
import { allowAllOrigins, preflight } from './cross-origin.ts';
import type { AnsweredRoute } from './operation.ts';
import { Problem } from './problem.ts';

/** Adds all routes: first those for anybody, then what guards the others, then those. */
export function addRoutes(
  router: Router,
  routes: readonly AnsweredRoute[],
  guards: RequestHandler[],
): void {
  const byAccess = Map.groupBy(routes, ({ access }) => access);
  addResources(router, byAccess.get('anybody') ?? []);
  router.use('/v1', ...guards);
  addResources(router, byAccess.get('key') ?? []);
}

function addResources(router: Router, routes: readonly AnsweredRoute[]): void {
  for (const [path, methods] of Map.groupBy(routes, (route) => route.path)) {
    addResource(router, path, methods);
  }
}

/** What cannot be an id is a stranger's text, and stays out of the log. */
function videoIn({ params: { id } }: Request): { video?: string } {
  return typeof id === 'string' && isVideoId(id) ? { video: id } : {};
}

/** Everything that can be done at one path; any other method is a 405 that says what can. */
function addResource(router: Router, path: string, routes: readonly AnsweredRoute[]): void {
  const allow = routes.map(({ method }) => method.toUpperCase());
  if (allow.includes('GET')) allow.push('HEAD');
  const quiet = routes.every((route) => route.quiet ?? false);
  const crossOrigin = routes.some((route) => route.crossOrigin);
  router.all(path, (req, res, next) => {
    setContext(res, { route: path, quiet, ...videoIn(req) });
    if (crossOrigin) allowAllOrigins(res);
    if (crossOrigin && req.method === 'OPTIONS') preflight(res);
    else next();
  });
  for (const { method, handle } of routes) router[method](path, handle);
  router.all(path, (req, res) => {
    res.set('Allow', [...allow, 'OPTIONS'].join(', '));
    if (req.method === 'OPTIONS') res.status(204).end();
    else
      throw new Problem('method_not_allowed', `${req.method} is not among: ${allow.join(', ')}.`);
  });
}
