import type { LogRecord } from './event-log.js';
import { isSampled, type Span, type SpanAttributes, type SpanOptions, TRACEPARENT, type Tracing } from './tracing.js';

/** A span as it was begun, with all that was said of it since. */
export interface FakeSpan extends Span {
  name: string;
  readonly options: SpanOptions;
  attributes: SpanAttributes;
  /** Null while it goes on, '' where it ended well. */
  ended: string | null;
}

/** Traces in memory, for tests of whatever is traced: ids are counted, and everything is sampled that its parent does not forbid. */
export class FakeTracing implements Tracing {
  readonly spans: FakeSpan[] = [];
  #current: Span | null = null;

  begin(name: string, options: SpanOptions = {}): FakeSpan {
    const above = options.parent === undefined ? (this.#current?.traceparent ?? null) : options.parent;
    const id = this.spans.length + 1;
    const [, traceId = String(id).padStart(32, '0')] = above?.split('-') ?? [];
    const spanId = String(id).padStart(16, '0');
    const sampled = above === null || isSampled(above);
    const span: FakeSpan = {
      name,
      options,
      attributes: options.attributes ?? {},
      ended: null,
      traceId,
      spanId,
      isSampled: sampled,
      traceparent: `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`,
      set: (attributes) => void (span.attributes = { ...span.attributes, ...attributes }),
      rename: (to) => void (span.name = to),
      end: (failure = '') => void (span.ended = failure),
    };
    this.spans.push(span);
    return span;
  }

  run<Result>(span: Span | null, work: () => Result): Result {
    const before = this.#current;
    this.#current = span;
    try {
      return work();
    } finally {
      this.#current = before;
    }
  }

  current(): Span | null {
    return this.#current;
  }

  spanOf(): null {
    return null;
  }

  causeOf({ headers }: LogRecord): string | null {
    return headers[TRACEPARENT] ?? null;
  }
}
