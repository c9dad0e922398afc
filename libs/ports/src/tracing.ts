import type { LogRecord } from './event-log.js';

/** As OpenTelemetry names them: whom a span does its work for, or has work done by. */
export type SpanKind = 'internal' | 'server' | 'client' | 'producer' | 'consumer';
/** Names of OpenTelemetry's semantic conventions, or our own, which begin with `tocsin.`; never a secret, label or value. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** The attribute that says whose work a span was; spans within one take it over. */
export const TENANT_ATTRIBUTE = 'tocsin.tenant.id';

/** The header, of HTTP and of records, by which a trace is handed on. */
export const TRACEPARENT = 'traceparent';

export interface SpanOptions {
  /** Default `internal`. */
  kind?: SpanKind;
  /** A `traceparent` (W3C Trace Context) of what led to this; null begins a trace. Default: the span that is current. */
  parent?: string | null;
  /** The `traceparent`s of what else led to it. */
  links?: readonly string[];
  attributes?: SpanAttributes;
}

/** One piece of work, from now until its end. */
export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  /** What is handed on to whoever goes on with the work. */
  readonly traceparent: string;
  /** Whether it is recorded; where it is not, it is still handed on, so that nobody else records a part of it. */
  readonly isSampled: boolean;
  set(attributes: SpanAttributes): void;
  /** For work of which only later is known what it is. @param name - one of few */
  rename(name: string): void;
  /** @param failure - what went wrong, as one of few words; left out where nothing did */
  end(failure?: string): void;
}

/** Traces of the platform's own work. They are a help: nothing that is decided, stored by its hash or replayed may hang on one. */
export interface Tracing {
  /** Begins a span; null where nothing is traced. @param name - one of few, such as `POST /api/metrics` */
  begin(name: string, options?: SpanOptions): Span | null;
  /** Does work, and whatever follows from it, with a span as the current one; with none where it is null. */
  run<Result>(span: Span | null, work: () => Result): Result;
  current(): Span | null;
  /** The span in which a record is processed here; null where it has none. */
  spanOf(record: LogRecord): Span | null;
  /** The `traceparent` of the span in which a record is processed, or else of what wrote it; null where there is none. */
  causeOf(record: LogRecord): string | null;
}

/** Where nobody wants traces, there are none, and nothing is written into headers. */
export const noTracing: Tracing = {
  begin: () => null,
  run: (_span, work) => work(),
  current: () => null,
  spanOf: () => null,
  causeOf: () => null,
};

/** Whether what a `traceparent` names is recorded. */
export const isSampled = (traceparent: string): boolean => (Number.parseInt(traceparent.slice(-2), 16) & 1) === 1;

/** Does one piece of work as a span, and ends it, also when it fails. */
export async function traced<Result>(
  tracing: Tracing,
  span: Span | null,
  work: () => Promise<Result>,
): Promise<Result> {
  if (span === null) return work();
  try {
    const result = await tracing.run(span, work);
    span.end();
    return result;
  } catch (error) {
    span.end((error as Error).name);
    throw error;
  }
}
