import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { createDocument } from 'zod-openapi';
import { operations as webhooks } from '../hooks/operations.ts';
import type { Operations } from '../http/operation.ts';
import { documented, documentedPath } from '../http/operation.ts';
import { operations as health } from '../operations/operations.ts';
import { operations as playback } from '../playback/operations.ts';
import { operations as review } from '../review/operations.ts';
import { operations as videos } from '../videos/operations.ts';

/** In the order in which the reference shows them. */
const OPERATIONS: Operations = { ...videos, ...review, ...playback, ...webhooks, ...health };

/** OpenAPI 3.1, made from the schemas that validate. */
export function openApiDocument(publicUrl: string): ReturnType<typeof createDocument> {
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Promptreel',
      version: '1',
      license: { name: 'MIT', identifier: 'MIT' },
      description:
        'Durable text-to-video: a prompt goes in, an adaptive stream comes out. Errors are RFC 9457 problems; their codes are [listed here](/docs/errors).',
    },
    servers: [{ url: publicUrl }],
    security: [{ key: [] }, {}],
    components: {
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'Needed when the server has keys.' },
      },
    },
    paths: paths(),
  });
}

function paths(): ZodOpenApiPathsObject {
  const found: ZodOpenApiPathsObject = {};
  for (const [id, operation] of Object.entries(OPERATIONS)) {
    const path = documentedPath(operation.path);
    found[path] = { ...found[path], [operation.method]: documented(id, operation) };
  }
  return found;
}
