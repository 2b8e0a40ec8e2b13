import type { Request, RequestHandler } from 'express';
import express from 'express';
import { Problem } from './problem.ts';

const parse = express.json({ limit: '1mb', strict: false, type: () => true });

/** A JSON body of any value, or a problem. Other types of body are for the route to take first. */
export const jsonBody: RequestHandler = (req, res, next) => {
  if (!hasBody(req)) throw new Problem('malformed_json', 'A JSON body is needed.');
  if (!req.is('application/json')) {
    throw new Problem('unsupported_media_type', 'Send Content-Type: application/json.');
  }
  parse(req, res, (error?: unknown) => {
    if (error === undefined && req.body === undefined) {
      next(new Problem('malformed_json', 'A JSON body is needed.'));
    } else {
      next(error);
    }
  });
};

function hasBody(req: Request): boolean {
  return req.headers['transfer-encoding'] !== undefined || Number(req.get('Content-Length')) > 0;
}
