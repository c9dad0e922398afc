import type { Readable } from 'node:stream';
import type { Warning } from '@tocsin/contracts/http/api-response';
import type { Permission } from '@tocsin/domain/access/permission';
import { unstorableText } from '@tocsin/contracts/storable-text';
import { pathText, schemaFindings, valueAt } from '@tocsin/domain/rules/finding';
import { z } from 'zod';
import type { Principal } from './auth-manager.js';
import { invalid, type ProblemError } from './problem.js';

/** Fields as a web page's form sends them; such a body comes as URLSearchParams. */
export const FORM_TYPE = 'application/x-www-form-urlencoded';

export interface RouteRequest {
  /** Null on routes that anyone may call. */
  principal: Principal | null;
  params: Readonly<Record<string, string>>;
  query: unknown;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Parsed JSON, the fields of a form, or the bytes of any other content. */
  body: unknown;
  /** Names the request in logs and problems; the server gives it. */
  traceId?: string;
  /** Aborted when the caller has gone before the answer. */
  signal?: AbortSignal;
  /** Where the caller's connection comes from. */
  address?: string;
}

export interface RouteAnswer {
  status: number;
  headers?: Readonly<Record<string, string>>;
  /** The `data` of an APIResponse. */
  data?: unknown;
  /** Beside the data; a route that tells more than pages and warnings says so in the schema of its answers. */
  meta?: { next_cursor?: string; warnings?: Warning[]; [name: string]: unknown };
  /** What is sent instead of an APIResponse. */
  raw?: { type: string; content: string | Uint8Array | Readable };
}

/** One path and method: what the server answers and what the documentation says of it come from here. */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With parameters in braces, such as `/api/rules/{id}`. */
  path: string;
  /**
   * Names it for clients: a verb and its object, such as `listRules`; GraphQL's fields are called by it, too. It stays as it
   * is while the route does.
   */
  operation: string;
  tag: string;
  summary: string;
  description?: string;
  /** `authenticated` lets in whoever has a token, null anyone. */
  scope: Permission | 'authenticated' | null;
  /** True where what is answered is signed or hashed, so that pseudonyms must stay as they are written down. */
  keepsPseudonyms?: boolean;
  /** False where requests are bounded by other means. */
  isCounted?: boolean;
  query?: z.ZodType;
  /** For the documentation; by their names. */
  headers?: Readonly<Record<string, { description: string; isRequired: boolean; example: string }>>;
  /** For the documentation; the handler checks what comes in. */
  body?: {
    types: readonly string[];
    schema: z.ZodType;
    example?: unknown;
    /** May be left out. */
    isOptional?: boolean;
  };
  /** `alsoAs` names other types in which the same may come. */
  answers: Readonly<
    Record<number, { description: string; schema?: z.ZodType; type?: string; alsoAs?: readonly string[] }>
  >;
  handle(request: RouteRequest): Promise<RouteAnswer>;
  /** How a failure of `handle` is told where it is not to be a problem. */
  failure?(error: unknown): RouteAnswer;
}

/** Whether a path is of the project's own API, not one in the language of Prometheus or Alertmanager. */
export const isOwnApi = (path: string): boolean => /^\/api\/(?!v[12]\/)/.test(path);

/** @throws ProblemError 422 when a route that has no fields of a query is sent some, which may mean more than they would do */
export function refuseQuery(query: unknown): void {
  const names = Object.keys(query ?? {});
  if (names.length === 0) return;
  throw invalid(
    names.map((path) => ({
      path,
      code: 'unknown_field',
      message: 'is not known here: this takes nothing in the query',
      fix: 'Take it out, or see /docs/api for where it belongs.',
    })),
  );
}

/** What YAML is called: since RFC 9512, and before it. */
export const yamlTypes: readonly string[] = ['application/yaml', 'application/x-yaml', 'text/yaml', 'text/x-yaml'];

/** The caller of a route that has a scope. */
export function principalOf({ principal }: RouteRequest): Principal {
  if (principal === null) throw new TypeError('a route without scope asked who calls');
  return principal;
}

/** Reads what was sent by a schema. @throws ProblemError 422 with every finding */
export function parsed<Schema extends z.ZodType>(schema: Schema, input: unknown, prefix = ''): z.output<Schema> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw invalid(
    result.error.issues.flatMap((issue) => {
      const path = prefix === '' ? issue.path : [prefix, ...issue.path];
      return schemaFindings(issue, valueAt(input, issue.path), path).map(
        ({ severity: _severity, ...detail }) => detail,
      );
    }),
  );
}

/** @throws ProblemError 422 for what was sent and holds text that the database cannot keep */
export function assertStorable(sent: unknown): void {
  const path = unstorableText(sent);
  if (path === null) return;
  const message = 'holds U+0000, or half of a character, which cannot be kept';
  throw invalid([{ path: pathText(path), code: 'invalid', message, fix: 'Take it out.' }]);
}

/**
 * Asks a route, unless the request holds, in its path or its query, what nothing can be kept or found under. Routes that answer
 * in the form of another API keep nothing of these, and say in that form what they cannot use.
 *
 * @throws ProblemError 422 that names the part
 */
export async function askRoute(route: Route, request: RouteRequest): Promise<RouteAnswer> {
  if (route.failure === undefined) {
    assertStorable(request.params);
    assertStorable(request.query);
  }
  return route.handle(request);
}

/** The value of a header that may stand once. */
export function headerOf({ headers }: RouteRequest, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** @throws ProblemError 422 when a body names another tenant than the token's */
export function assertOwnTenant(principal: Principal, body: unknown): void {
  const named = typeof body === 'object' && body !== null && 'tenant_id' in body ? body.tenant_id : undefined;
  if (named === undefined || named === principal.tenant) return;
  const message = `is not the token's tenant, "${principal.tenant}"`;
  throw invalid([
    { path: 'tenant_id', code: 'tenant_mismatch', message, fix: "Leave it out, or use that tenant's token." },
  ]);
}

/** Cursor paging: `after` is where the last page ended. */
export const PageSchema = {
  limit: z.coerce.number().int().min(1).max(500).default(100).meta({ description: 'Most items of one page.' }),
  cursor: z.string().max(500).optional().meta({ description: '`meta.next_cursor` of the page before.' }),
};

/** One page of items that are ordered by `keyOf`, descending unless told otherwise, beginning behind the cursor. */
export function page<Item>(
  items: readonly Item[],
  { limit, cursor }: { limit: number; cursor?: string | undefined },
  keyOf: (item: Item) => string,
  order: 'ascending' | 'descending' = 'descending',
): { data: Item[]; next_cursor?: string } {
  const after = cursor === undefined ? null : keyOfCursor(cursor);
  const isBefore = (a: string, b: string): boolean => (order === 'ascending' ? a < b : a > b);
  const sorted = items.toSorted((a, b) => (isBefore(keyOf(a), keyOf(b)) ? -1 : 1));
  const rest = after === null ? sorted : sorted.filter((item) => isBefore(after, keyOf(item)));
  const data = rest.slice(0, limit);
  const last = data.at(-1);
  return rest.length > limit && last !== undefined ? { data, next_cursor: cursorOf(keyOf(last)) } : { data };
}

/** A body that is left out says nothing, and the defaults hold; `null` is a value, and none of these. */
export const bodyOrDefaults = ({ body }: RouteRequest): unknown => (body === undefined ? {} : body);

/**
 * One page of a list that is kept in order and may begin anywhere; so the last page costs what the first one does.
 *
 * @param schema - of a place in the list, as cursors hold it
 */
export function pageBehind<Item, Place>(
  { limit, cursor }: { limit: number; cursor?: string | undefined },
  schema: z.ZodType<Place>,
  list: { behind(place: Place | null): Iterable<Item>; placeOf(item: Item): Place },
): { data: Item[]; next_cursor?: string } {
  const from = cursor === undefined ? null : placeOfCursor(cursor, schema);
  const data: Item[] = [];
  for (const item of list.behind(from)) {
    const last = data.at(-1);
    if (data.length === limit && last !== undefined)
      return { data, next_cursor: cursorOf(JSON.stringify(list.placeOf(last))) };
    data.push(item);
  }
  return { data };
}

function placeOfCursor<Place>(cursor: string, schema: z.ZodType<Place>): Place {
  const key = keyOfCursor(cursor);
  try {
    return schema.parse(JSON.parse(key));
  } catch {
    throw noCursor();
  }
}

const CURSOR_PREFIX = 'after ';
/** The cursor of what comes behind a key. */
export const cursorOf = (key: string): string => Buffer.from(CURSOR_PREFIX + key).toString('base64url');

/** The key that a cursor stands for. @throws ProblemError 422 when it is none */
export function keyOfCursor(cursor: string): string {
  const text = Buffer.from(cursor, 'base64url').toString();
  const key = text.slice(CURSOR_PREFIX.length);
  if (text.startsWith(CURSOR_PREFIX) && cursorOf(key) === cursor) return key;
  throw noCursor();
}

const noCursor = (): ProblemError =>
  invalid([
    {
      path: 'cursor',
      code: 'not_allowed',
      message: 'is not a cursor of this list',
      fix: 'Send `meta.next_cursor` of the page before as it came, or leave it out for the first page.',
    },
  ]);
