import { apiResponse } from '@tocsin/contracts/http/api-response';
import { z } from 'zod';
import { openApiDocument } from './openapi-document.js';
import { openApiOf } from './openapi.js';
import type { Route } from './route.js';

const routeOf = (operation: string, data: z.ZodType, path = `/api/${operation}`): Route => ({
  method: 'GET',
  path,
  operation,
  tag: 't',
  summary: 'Read it',
  scope: 'rules:read',
  answers: { 200: { description: 'It.', schema: apiResponse(data) } },
  handle: async () => ({ status: 200 }),
});

test('the document of the gateway is made without anything being started or asked, and links to nothing that is not there', () => {
  const document = openApiDocument() as { components: { schemas: object; responses: object } };
  const links = new Set(
    [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g)].map(
      ([, of, name]) => `${of} ${name}`,
    ),
  );
  const there = Object.entries(document.components).flatMap(([of, named]) =>
    Object.keys(named).map((name) => `${of} ${name}`),
  );
  expect([...links].filter((link) => !there.includes(link))).toEqual([]);
  // A name that stands for itself says nothing.
  for (const [name, schema] of Object.entries(document.components.schemas))
    expect(schema).not.toEqual({ $ref: `#/components/schemas/${name}` });
});

test('two schemas of one name, or two routes of one operation, are refused', () => {
  const named = (schema: z.ZodType) => schema.meta({ id: 'Thing' });
  const one = routeOf('listOnes', named(z.strictObject({ a: z.string() })));
  const other = routeOf('listOthers', named(z.strictObject({ b: z.string() })));
  expect(() => openApiOf([one, other])).toThrow('two schemas have the id Thing');
  expect(() => openApiOf([one, { ...one, path: '/api/elsewhere' }])).toThrow('two routes are the operation listOnes');
});

test('what may be any JSON is said to be so, and what else contains itself needs a name', () => {
  const schemaOf = (data: z.ZodType): unknown => {
    const { paths } = openApiOf([routeOf('get', data)]) as { paths: Record<string, { get: { responses: object } }> };
    return (paths['/api/get']?.get.responses as Record<string, never>)['200'];
  };
  const whatever = z.json().meta({ description: 'Anything.' });
  expect(schemaOf(z.strictObject({ whatever }))).toMatchObject({
    content: {
      'application/json': {
        schema: { properties: { data: { properties: { whatever: { description: 'Anything.' } } } } },
      },
    },
  });
  const tree: z.ZodType = z.strictObject({ children: z.array(z.lazy(() => tree)) });
  expect(() => schemaOf(z.strictObject({ tree }))).toThrow('a schema that contains itself has no id');
});
