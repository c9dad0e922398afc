import type { OutboundHttp, OutboundRequest, OutboundResult } from '@tocsin/ports/outbound-http';
import { TRACEPARENT, type Tracing } from '@tocsin/ports/tracing';

/**
 * The way out for HTTP as a part of traces: a request that is made in the course of a traced piece of work is a span, and whoever
 * is called is told of it. Of an address only the host is told, since its path may be a secret.
 */
export class TracedHttp implements OutboundHttp {
  constructor(
    private readonly http: OutboundHttp,
    private readonly tracing: Tracing,
  ) {}

  refusal(url: string): Promise<string | null> {
    return this.http.refusal(url);
  }

  async post(request: OutboundRequest): Promise<OutboundResult> {
    if (this.tracing.current() === null) return this.http.post(request);
    const span = this.tracing.begin('POST', {
      kind: 'client',
      attributes: { 'http.request.method': 'POST', ...serverOf(request.url) },
    });
    if (span === null) return this.http.post(request);
    const headers = { ...request.headers, [TRACEPARENT]: span.traceparent };
    const result = await this.tracing.run(span, () => this.http.post({ ...request, headers }));
    if (result.kind !== 'answered') {
      span.end(result.kind);
      return result;
    }
    span.set({ 'http.response.status_code': result.status });
    span.end(result.status >= 400 ? String(result.status) : undefined);
    return result;
  }
}

function serverOf(address: string): Record<string, string | number> {
  if (!URL.canParse(address)) return {};
  const { hostname, port, protocol } = new URL(address);
  return { 'server.address': hostname, 'server.port': port === '' ? (protocol === 'http:' ? 80 : 443) : Number(port) };
}
