import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { openApiOf } from '../openapi.js';
import { notFound } from '../problem.js';
import type { Route } from '../route.js';

/** What Swagger UI needs, by its content type; nothing else of its package is served. */
const assets: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
};
const start = `SwaggerUIBundle({ url: '/docs-json', dom_id: '#documentation', deepLinking: true, docExpansion: 'list' });`;
const document = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Tocsin: API</title>
<link rel="stylesheet" href="/docs/api/swagger-ui.css"></head>
<body><div id="documentation"></div>
<script src="/docs/api/swagger-ui-bundle.js"></script><script src="/docs/api/start.js"></script></body>
</html>
`;
const tag = 'documentation';

/** The documentation of the other routes, and of these. */
export function documentationRoutes(others: readonly Route[]): Route[] {
  const directory = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  const routes: Route[] = [
    {
      method: 'GET',
      path: '/docs/api',
      operation: 'getDocumentation',
      tag,
      summary: 'This reference of the API',
      scope: null,
      answers: { 200: { description: 'A page.', schema: z.string(), type: 'text/html' } },
      handle: async () => ({
        status: 200,
        headers: {
          'content-security-policy': "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:",
        },
        raw: { type: 'text/html; charset=utf-8', content: document },
      }),
    },
    {
      method: 'GET',
      path: '/docs/api/{asset}',
      operation: 'getDocumentationAsset',
      tag,
      summary: 'What the page is made of',
      scope: null,
      answers: { 200: { description: 'A style sheet or a script.', schema: z.string(), type: 'text/plain' } },
      handle: async ({ params }) => {
        const asset = params['asset'] ?? '';
        if (asset === 'start.js')
          return { status: 200, raw: { type: 'text/javascript; charset=utf-8', content: start } };
        const type = Object.hasOwn(assets, asset) ? assets[asset] : undefined;
        if (type === undefined) throw notFound('such page');
        return {
          status: 200,
          headers: { 'cache-control': 'max-age=86400' },
          raw: { type, content: await readFile(join(directory, asset)) },
        };
      },
    },
    {
      method: 'GET',
      path: '/docs-json',
      operation: 'getOpenApiDocument',
      tag,
      summary: 'The OpenAPI 3.1 document',
      scope: null,
      answers: { 200: { description: 'The document.', schema: z.looseObject({}) } },
      handle: async () => ({ status: 200, raw: { type: 'application/json', content: openApi } }),
    },
  ];
  const openApi = JSON.stringify(openApiOf([...others, ...routes]));
  return routes;
}
