import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace';
import { Counter, type Registry } from 'prom-client';

/** Spans that wait to be exported; a few megabytes. What is more is dropped, so that nobody waits for a collector. */
export const SPANS_WAITING_MAX = 2_048;

/** `failed` tells why; each is told when it begins. */
export type ExportReport = { kind: 'failed'; reason: string } | { kind: 'recovered' };

/** What became of the spans of this process. */
export function spanCounter(registry: Registry): Counter<'outcome'> {
  const counter = new Counter({
    name: 'tocsin_trace_spans_total',
    help: 'Spans of sampled traces, by what became of them: exported, failed (the collector did not take them), or dropped (too many waited).',
    labelNames: ['outcome'],
    registers: [registry],
  });
  for (const outcome of ['exported', 'failed', 'dropped']) counter.inc({ outcome }, 0);
  return counter;
}

/** Stands before and behind the queue of spans, and counts what goes in and what comes of it. */
export class CountedSpans implements SpanExporter {
  #waiting = 0;
  #isFailing = false;

  constructor(
    private readonly counter: Counter<'outcome'>,
    private readonly report: (event: ExportReport) => void,
    private readonly exporter: SpanExporter,
  ) {}

  /** The queue as it is with its limit counted. */
  before(queue: SpanProcessor): SpanProcessor {
    return {
      onStart: (span, context) => queue.onStart(span, context),
      onEnd: (span) => {
        if ((span.spanContext().traceFlags & 1) === 0) return;
        if (this.#waiting >= SPANS_WAITING_MAX) return this.counter.inc({ outcome: 'dropped' });
        this.#waiting += 1;
        queue.onEnd(span);
      },
      forceFlush: () => queue.forceFlush(),
      shutdown: () => queue.shutdown(),
    };
  }

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    this.#waiting -= spans.length;
    this.exporter.export(spans, (result) => {
      const isTaken = result.code === ExportResultCode.SUCCESS;
      this.counter.inc({ outcome: isTaken ? 'exported' : 'failed' }, spans.length);
      if (isTaken === this.#isFailing) {
        this.#isFailing = !isTaken;
        this.report(isTaken ? { kind: 'recovered' } : { kind: 'failed', reason: reasonOf(result) });
      }
      done(result);
    });
  }

  async forceFlush(): Promise<void> {
    await this.exporter.forceFlush?.();
  }

  shutdown(): Promise<void> {
    return this.exporter.shutdown();
  }
}

/** Where several addresses were tried, the message is in the parts. */
function reasonOf({ error }: ExportResult): string {
  if (error === undefined) return 'the collector did not take them';
  const parts = error instanceof AggregateError ? (error.errors as Error[]).map(({ message }) => message) : [];
  return error.message === '' && parts.length > 0 ? parts.join('; ') : error.message;
}
