import type { components, operations } from './generated/openapi.js';

/** What the API calls by a name, such as `Schema<'AlertRule'>`. */
export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name];

type OperationId = keyof operations;
type Parameters<Id extends OperationId> = operations[Id]['parameters'];

/** What there is none of adds nothing. */
type Given<Value> = [NonNullable<Value>] extends [never] ? unknown : NonNullable<Value>;

type QueryOf<Id extends OperationId> = Parameters<Id> extends { query?: infer Query } ? Given<Query> : unknown;
type HeadersOf<Id extends OperationId> = Parameters<Id> extends { header?: infer Headers } ? Given<Headers> : unknown;
/** Numbers in a path are written as texts. */
type PathOf<Id extends OperationId> =
  Parameters<Id> extends { path: infer Path } ? { [Name in keyof Path]: string | number } : unknown;
type ConditionOf<Id extends OperationId> =
  HeadersOf<Id> extends { 'If-Match': string }
    ? { ifMatch: string }
    : HeadersOf<Id> extends { 'If-Match'?: string }
      ? 'If-Match' extends keyof HeadersOf<Id>
        ? { ifMatch?: string | undefined }
        : unknown
      : unknown;

type Content<Type extends string, Value> = { [Name in Type]: Value };
type WrittenAs<Sent> =
  Sent extends Content<'application/x-www-form-urlencoded', infer Fields>
    ? { form: Sendable<Fields> }
    : Sent extends Content<'application/json', infer Json>
      ? { body: Sendable<Json> } | (Sent extends Content<'application/yaml', unknown> ? { yaml: string } : never)
      : unknown;
type BodyOf<Id extends OperationId> = operations[Id] extends { requestBody: { content: infer Sent } }
  ? WrittenAs<Sent>
  : operations[Id] extends { requestBody?: { content: infer Sent } }
    ? Partial<WrittenAs<Sent>>
    : unknown;

/** The same, where what may be left out may also be undefined, and lists may be read-only. */
export type Sendable<Value> = Value extends readonly (infer Item)[]
  ? readonly Sendable<Item>[]
  : Value extends object
    ? { [Name in keyof Value]: Sendable<Value[Name]> | (object extends Pick<Value, Name> ? undefined : never) }
    : Value;

/** What an operation is given: its parameters of path and query by their names, its body, and the version that is meant. */
export type ArgumentsOf<Id extends OperationId, Omitted extends string = never> = PathOf<Id> &
  Sendable<Omit<QueryOf<Id>, Omitted | 'cursor'>> &
  ('cursor' extends keyof QueryOf<Id> ? { cursor?: string | undefined } : unknown) &
  ConditionOf<Id> &
  BodyOf<Id>;

type Success = 200 | 201 | 202 | 204;
type Responses<Id extends OperationId> = operations[Id]['responses'];
type Told<Response> = Response extends { content: Content<'application/json', infer Json> }
  ? Json extends { data: infer Data; meta: infer Meta }
    ? { readonly data: Data; readonly meta: Meta }
    : { readonly data: Json; readonly meta: Record<never, never> }
  : Response extends { content: Record<string, string> }
    ? { readonly data: string; readonly meta: Record<never, never> }
    : { readonly data: undefined; readonly meta: Record<never, never> };

/**
 * What an operation answers: `data`, what stands beside it in `meta`, and the version that was read or written as `etag`,
 * to be sent as `ifMatch`; null where the platform names none.
 */
export type AnswerOf<Id extends OperationId> = {
  [Status in Success & keyof Responses<Id>]: Told<Responses<Id>[Status]> & {
    readonly status: Status;
    readonly etag: string | null;
  };
}[Success & keyof Responses<Id>];

/** One page as a promise; iterated, every item from there to the last page, which are asked for as they are needed. */
export type Pages<Answer> = Promise<Answer> &
  AsyncIterable<Answer extends { data: readonly (infer Item)[] } ? Item : never>;
type ResultOf<Id extends OperationId> = 'cursor' extends keyof QueryOf<Id>
  ? Pages<AnswerOf<Id>>
  : Promise<AnswerOf<Id>>;

/** How one call is made. */
export interface CallOptions {
  /** Gives up when it is aborted. */
  readonly signal?: AbortSignal;
  /** Names the change, so that asking again under the same name changes once. Made up when left out, where one is taken. */
  readonly idempotencyKey?: string;
  /**
   * Whether it may be sent again though nobody knows what became of the first time. As the operation allows, when left out;
   * samples that carry their times may be sent twice.
   */
  readonly mayRepeat?: boolean;
}
type OptionsOf<Id extends OperationId> =
  Responses<Id> extends { 200: { content: Content<'application/x-ndjson', unknown> } }
    ? CallOptions & {
        /** Is told how far the work has come, from 0 to 1. */
        readonly onProgress?: (share: number) => void;
      }
    : AnswerOf<Id> extends { data: undefined }
      ? CallOptions & {
          /** Is given an answer that is a file as it comes, for it may be larger than a text can be; it is waited for. */
          readonly onPart?: (part: Uint8Array) => void | Promise<void>;
        }
      : CallOptions;

/**
 * One operation.
 *
 * @throws ProblemError when the platform refuses, UnreachableError when nobody answers
 */
export type Call<Id extends OperationId, Omitted extends string = never> =
  Record<never, never> extends ArgumentsOf<Id, Omitted>
    ? (args?: ArgumentsOf<Id, Omitted>, options?: OptionsOf<Id>) => ResultOf<Id>
    : (args: ArgumentsOf<Id, Omitted>, options?: OptionsOf<Id>) => ResultOf<Id>;
