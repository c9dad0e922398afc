// Makes what the client knows of the API from the OpenAPI document: the types, and a table of the operations.
import openapiTS, { astToString } from 'openapi-typescript';

const HEAD = '// Written by npm run contracts from docs/openapi.json; change the routes of the gateway instead.\n';

/** What the client does not offer: streams, which it has words of its own for, and what only programs of others send. */
const isOffered = ({ operation }) =>
  answersOf(operation)[200]?.['text/event-stream'] === undefined &&
  (operation.requestBody === undefined ||
    Object.keys(operation.requestBody.content).some((type) => type === 'application/json' || isForm(type)));
const isForm = (type) => type === 'application/x-www-form-urlencoded';

/** @param document - the OpenAPI document */
export async function clientDocuments(document) {
  const types = await openapiTS(structuredClone(document), { defaultNonNullable: false });
  const operations = Object.entries(document.paths)
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
    )
    .filter(isOffered);
  const calls = operations.map((one) => `${commentOf(one)}\n  ${one.operation.operationId}: ${callOf(one)};`);
  const table = operations.map((one) => `  ${one.operation.operationId}: ${JSON.stringify(entryOf(one))},`);
  return {
    'docs/openapi.json': `${JSON.stringify(document, null, 2)}\n`,
    'libs/client/src/generated/openapi.ts': `${HEAD}${astToString(types)}`,
    'libs/client/src/generated/calls.ts': `${HEAD}import type { Call } from '../call.js';\nimport type { Operation } from '../operation.js';\n
/** Every operation of the API. */\nexport interface Calls {\n${calls.join('\n')}\n}\n
/** How each is asked for. */\nexport const operations = {\n${table.join('\n')}\n} as const satisfies Readonly<Record<keyof Calls, Operation>>;\n`,
  };
}

function commentOf({ method, path, operation: { summary, description, security } }) {
  const scopes = security.flatMap((one) => Object.values(one).flat()).map((scope) => `\`${scope}\``);
  const needs = scopes.length === 0 ? '' : `, with the scope ${scopes.join(', ')}`;
  const lines = [
    `${summary}.`,
    ...(description === undefined ? [] : ['', description]),
    '',
    `\`${method} ${path}\`${needs}.`,
  ];
  return [
    '  /**',
    ...lines.map((line) => (line === '' ? '   *' : `   * ${line.replaceAll('*/', '*\\/')}`)),
    '   */',
  ].join('\n');
}

/** The client reads JSON; what would have another text for an answer is left out. */
function callOf({ operation: { operationId, parameters } }) {
  const speaksJson = parameters.find(({ name, schema }) => name === 'format' && schema.default === 'json');
  return `Call<'${operationId}'${speaksJson === undefined ? '' : `, '${speaksJson.name}'`}>`;
}

function entryOf({ method, path, operation }) {
  const { parameters, security } = operation;
  const takes = (place, name) => parameters.some((one) => one.in === place && one.name === name);
  const scopes = security.flatMap((one) => Object.values(one).flat());
  const changesNothing =
    method === 'GET' || (method === 'POST' && scopes.length > 0 && scopes.every((scope) => scope.endsWith(':read')));
  const told = answersOf(operation)[200] ?? {};
  return {
    method,
    path,
    repeats: changesNothing
      ? 'always'
      : takes('header', 'Idempotency-Key')
        ? 'by key'
        : method === 'POST'
          ? 'never'
          : 'unconditionally',
    ...(takes('query', 'cursor') ? { hasPages: true } : {}),
    ...(told['application/x-ndjson'] === undefined ? {} : { tellsProgress: true }),
  };
}

const answersOf = ({ responses }) =>
  Object.fromEntries(Object.entries(responses).map(([status, { content = {} }]) => [status, content]));
