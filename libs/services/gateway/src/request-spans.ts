import type { IncomingMessage } from 'node:http';
import { type Span, TRACEPARENT, type Tracing } from '@tocsin/ports/tracing';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** What tools ask all the time, and nobody looks for. */
const UNTRACED: ReadonlySet<string | undefined> = new Set(['/livez', '/readyz', '/metrics']);
/** A W3C `traceparent`; ids of zeros name nothing, and version ff is none. */
const TRACEPARENT_PATTERN = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The trace of each request: that of its caller, who names it by `traceparent`, or one of its own. */
export class RequestSpans {
  readonly #spans = new WeakMap<IncomingMessage, Span>();

  constructor(private readonly tracing: Tracing) {}

  /**
   * Begins a request's span where requests are traced.
   *
   * @returns the id of the trace, for the caller and the log: also where nothing is traced and the caller names one; null for none
   */
  begin(request: IncomingMessage): string | null {
    const header = request.headers[TRACEPARENT];
    const caller = typeof header === 'string' ? TRACEPARENT_PATTERN.exec(header) : null;
    const span = UNTRACED.has(request.url?.split('?')[0])
      ? null
      : this.tracing.begin(request.method ?? 'GET', {
          kind: 'server',
          parent: caller?.[0] ?? null,
          attributes: { 'http.request.method': request.method ?? 'GET', 'url.scheme': 'http' },
        });
    if (span !== null) this.#spans.set(request, span);
    return span?.traceId ?? caller?.[1] ?? null;
  }

  of({ raw }: FastifyRequest): Span | null {
    return this.#spans.get(raw) ?? null;
  }

  answered(request: FastifyRequest, { statusCode }: FastifyReply): void {
    this.#end(request, statusCode >= 500 ? String(statusCode) : undefined, { 'http.response.status_code': statusCode });
  }

  /** The caller has gone before the answer. */
  aborted(request: FastifyRequest): void {
    this.#end(request, 'aborted', {});
  }

  #end(request: FastifyRequest, failure: string | undefined, attributes: Record<string, number>): void {
    const span = this.#spans.get(request.raw);
    if (span === undefined) return;
    this.#spans.delete(request.raw);
    const route = request.is404 ? undefined : request.routeOptions.url;
    // The path itself is not told: names of people and series may stand in it.
    if (route !== undefined) span.rename(`${request.method} ${route}`);
    span.set({ ...attributes, ...(route === undefined ? {} : { 'http.route': route }) });
    span.end(failure);
  }
}
