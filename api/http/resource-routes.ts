import type { RequestHandler, Router } from 'express';
import { setContext } from './answer-context.ts';
import { Problem } from './problem.ts';

type Method = 'get' | 'post' | 'delete';

/** Everything that can be done at one path; any other method is a 405 that says what can. */
export function resource(
  router: Router,
  path: string,
  methods: Partial<Record<Method, RequestHandler | RequestHandler[]>>,
): void {
  const names = Object.keys(methods) as Method[];
  const allow = [...names.map((name) => name.toUpperCase()), ...(methods.get ? ['HEAD'] : [])];
  router.all(path, (_req, res, next) => {
    setContext(res, { route: path });
    next();
  });
  for (const name of names) {
    const handlers = methods[name] ?? [];
    router[name](path, ...(Array.isArray(handlers) ? handlers : [handlers]));
  }
  router.all(path, (req, res) => {
    res.set('Allow', [...allow, 'OPTIONS'].join(', '));
    if (req.method === 'OPTIONS') res.status(204).end();
    else
      throw new Problem('method_not_allowed', `${req.method} is not among: ${allow.join(', ')}.`);
  });
}
