import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PROBLEM_CODES } from '../../../api/http/problem.ts';
import type { ApiFixture } from '../api-fixture.ts';
import { startApi } from '../api-fixture.ts';

interface Operation {
  operationId: string;
  parameters?: { name: string; in: string }[];
  responses: Record<string, unknown>;
  security?: unknown[];
}
interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, { properties?: object; additionalProperties?: unknown }> };
}

let api: ApiFixture;
let document: Document;
let text: string;

beforeAll(async () => {
  api = await startApi();
  ({ text } = await api.call('GET', '/v1/openapi.json'));
  document = JSON.parse(text);
});
afterAll(() => api.close());

describe('the OpenAPI document', () => {
  test('is of version 3.1, the same under both of its addresses', async () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    expect((await api.call('GET', '/docs/openapi.json')).text).toBe(text);
  });

  test('refers to nothing that it does not hold', () => {
    const references = [...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)];
    expect(references.length).toBeGreaterThan(10);
    for (const [, name] of references)
      expect(document.components.schemas).toHaveProperty(name ?? '');
  });

  test('names every operation once, and each parameter of its path', () => {
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.values(methods).map((operation) => ({ path, operation })),
    );
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { path, operation } of operations) {
      const inPath = (operation.parameters ?? []).filter((each) => each.in === 'path');
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
      expect(new Set(inPath.map(({ name }) => name))).toEqual(new Set(named));
    }
  });

  test('documents only what is served: nothing in it is a 404 or a 405', async () => {
    for (const [path, methods] of Object.entries(document.paths)) {
      const { headers } = await fetch(`${api.url}${path.replaceAll(/\{\w+\}/g, 'x')}`, {
        method: 'OPTIONS',
      });
      const allowed = headers.get('Allow') ?? '';
      for (const method of Object.keys(methods)) expect(allowed).toContain(method.toUpperCase());
    }
  });

  test('says of the request that unknown fields are an error, as the answer never has any', () => {
    const { VideoRequest, Video, Problem } = document.components.schemas;
    for (const schema of [VideoRequest, Video, Problem]) {
      expect(schema?.additionalProperties).toBe(false);
    }
    expect(Object.keys(VideoRequest?.properties ?? {})).toContain('aspect_ratio');
  });
});

describe('a page', () => {
  test.each(['/docs', '/docs/errors', `/watch/vid_${'0'.repeat(26)}`])(
    '%s loads nothing from elsewhere',
    async (path) => {
      const answer = await fetch(api.url + path);
      expect(answer.headers.get('Content-Security-Policy')).toContain("default-src 'none'");
      const html = await answer.text();
      expect(html).not.toMatch(/(src|href)="https?:/);
      const own = [...html.matchAll(/(?:src|href)="(\/[^"#]*)"/g)].map(([, url]) => url ?? '');
      for (const url of own) expect((await fetch(api.url + url)).status, url).toBe(200);
    },
  );

  test('may be framed by any site when it is embedded, and by none of them otherwise', async () => {
    const framing = async (query: string) => {
      const { headers } = await fetch(`${api.url}/watch/vid_${'0'.repeat(26)}${query}`);
      const policy = headers.get('Content-Security-Policy') ?? '';
      return [/frame-ancestors (.*)$/.exec(policy)?.[1], headers.get('X-Frame-Options')];
    };
    expect(await framing('?embed=1&muted=1')).toEqual(['*', null]);
    for (const query of ['', '?embed=0', '?notembed=1', '?embed=1%00']) {
      expect(await framing(query)).toEqual(["'self'", 'SAMEORIGIN']);
    }
  });

  test.each(['/docs/assets/docs.js', '/docs/assets/swagger-ui-bundle.js'])(
    '%s comes from this server as a script',
    async (path) => {
      const answer = await fetch(api.url + path);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('Content-Type')).toContain('javascript');
      await answer.body?.cancel();
    },
  );

  test('lists every code that a problem can have', async () => {
    const { text: page } = await api.call('GET', '/docs/errors');
    for (const code of Object.keys(PROBLEM_CODES)) expect(page).toContain(`id="${code}"`);
  });
});
