import type { Payload, PayloadCodec } from '@temporalio/common';
import type { RequestHandler, Router } from 'express';
import express from 'express';
import * as z from 'zod';
import { bearerOf, sameKey } from '../http/bearer.ts';
import { Problem } from '../http/problem.ts';

export interface CodecDeps {
  /** Bearer key of operators; without one there is no codec server. */
  operatorKey: string;
  /** Origin of the Temporal UI, whose pages alone may ask. */
  uiOrigin: string | null;
  codec: PayloadCodec | null;
}

/** A page of history: Temporal's own limit of one message, in base64, with room. */
const BODY_LIMIT = '8mb';

/** A `Payload` in protobuf's JSON: bytes are base64. */
const JsonPayload = z.looseObject({
  metadata: z.record(z.string(), z.base64()).optional(),
  data: z.base64().optional(),
});
const Body = z.object({ payloads: z.array(JsonPayload) });

/**
 * Temporal's remote codec protocol, for its UI and command line: what they show to an operator is
 * decrypted here, where the keys are, and they never have one.
 */
export function codecServer({ operatorKey, uiOrigin, codec }: CodecDeps): Router {
  const router = express.Router();
  router.use(allowOrigin(uiOrigin), operatorsOnly(operatorKey));
  router.use(express.json({ limit: BODY_LIMIT, type: () => true }));
  router.post('/decode', answer(codec === null ? unchanged : (sent) => codec.decode(sent)));
  router.post('/encode', answer(codec === null ? unchanged : (sent) => codec.encode(sent)));
  return router;
}

const unchanged = async (payloads: Payload[]): Promise<Payload[]> => payloads;

function answer(convert: (payloads: Payload[]) => Promise<Payload[]>): RequestHandler {
  return async (req, res) => {
    const sent = Body.safeParse(req.body);
    if (!sent.success) throw new Problem('invalid_request', 'Send {"payloads": […]} as JSON.');
    const converted = await convert(sent.data.payloads.map(fromJson)).catch((cause: unknown) => {
      // Its sentence names a key's id and what is wrong with it, for the operator who asks.
      throw new Problem('invalid_request', cause instanceof Error ? cause.message : 'unreadable');
    });
    res.set('Cache-Control', 'no-store').json({ payloads: converted.map(toJson) });
  };
}

/** A browser asks before it sends a key; nobody else's page gets an answer that it may read. */
function allowOrigin(origin: string | null): RequestHandler {
  return (req, res, next) => {
    res.vary('Origin');
    if (origin !== null && req.get('Origin') === origin) {
      res.set({
        'Access-Control-Allow-Origin': origin,
        'Access-Control-Allow-Credentials': 'true',
        'Access-Control-Allow-Headers': 'Authorization, Content-Type, X-Namespace',
        'Access-Control-Allow-Methods': 'POST, OPTIONS',
      });
    }
    if (req.method === 'OPTIONS') res.status(204).end();
    else next();
  };
}

function operatorsOnly(key: string): RequestHandler {
  return (req, _res, next) => {
    const sent = bearerOf(req);
    if (sent !== null && sameKey(sent, key)) return next();
    throw new Problem('unauthorized', 'Send Authorization: Bearer with the operator key.', {
      headers: { 'WWW-Authenticate': 'Bearer realm="promptreel operators"' },
    });
  };
}

function fromJson({ metadata = {}, data }: z.infer<typeof JsonPayload>): Payload {
  const bytes = Object.entries(metadata).map(([name, value]) => [
    name,
    Buffer.from(value, 'base64'),
  ]);
  return {
    metadata: Object.fromEntries(bytes),
    ...(data === undefined ? {} : { data: Buffer.from(data, 'base64') }),
  };
}

function toJson({ metadata, data }: Payload): z.infer<typeof JsonPayload> {
  const texts = Object.entries(metadata ?? {}).map(([name, value]) => [name, base64(value)]);
  return {
    metadata: Object.fromEntries(texts),
    ...(data === undefined || data === null ? {} : { data: base64(data) }),
  };
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
