import { AsyncLocalStorage } from 'node:async_hooks';
import { ROOT_CONTEXT, trace, SpanKind as Kind, SpanStatusCode, type Span as SdkSpan } from '@opentelemetry/api';
import { parseTraceParent } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace';
import type { LogRecord } from '@tocsin/ports/event-log';
import {
  type Span,
  type SpanAttributes,
  type SpanKind,
  type SpanOptions,
  TENANT_ATTRIBUTE,
  TRACEPARENT,
  type Tracing,
} from '@tocsin/ports/tracing';
import type { TracingConfig } from '@tocsin/runtime/tracing-config';
import type { Registry } from 'prom-client';
import { CountedSpans, type ExportReport, SPANS_WAITING_MAX, spanCounter } from './counted-spans.js';
import { samplerOf } from './sampler.js';

/** Spans of one request to whoever collects them. */
const EXPORT_SPANS_MAX = 512;
/** A trace is looked for right after what it tells of. */
const EXPORT_DELAY_MS = 1_000;
/** How long a process that stops waits for its last spans to be taken. */
const LAST_EXPORT_MS = 2_000;
/** Texts that others wrote may stand in attributes: names, ids. */
const ATTRIBUTE_LENGTH_MAX = 512;
const LINKS_MAX = 32;

const kinds: Readonly<Record<SpanKind, Kind>> = {
  internal: Kind.INTERNAL,
  server: Kind.SERVER,
  client: Kind.CLIENT,
  producer: Kind.PRODUCER,
  consumer: Kind.CONSUMER,
};

export interface OtlpTracingOptions {
  config: TracingConfig;
  /** Names the process where OTEL_SERVICE_NAME does not, such as `tocsin-gateway`. */
  serviceName: string;
  /** Tells processes of one service apart. */
  instance: string;
  /** Through what messages go, as `messaging.system` names it: `kafka`, or a name of our own. */
  messagingSystem: string;
  registry: Registry;
  /** Told once when spans are not taken, and once when they are again. */
  report(event: ExportReport): void;
  /** Takes the spans; by OTLP over HTTP where it is left out, as the OTEL_EXPORTER_OTLP_ variables say. */
  exporter?: SpanExporter;
}

/** Traces by OpenTelemetry's SDK. Which span is current follows the work through everything that is awaited. */
export class OtlpTracing implements Tracing {
  readonly #provider: TracerProvider;
  readonly #messagingSystem: string;
  readonly #current = new AsyncLocalStorage<RunningSpan | null>();
  readonly #processing = new WeakMap<LogRecord, Span>();

  constructor({ config, serviceName, instance, messagingSystem, registry, report, exporter }: OtlpTracingOptions) {
    this.#messagingSystem = messagingSystem;
    const counter = spanCounter(registry);
    const counted = new CountedSpans(counter, report, exporter ?? new OTLPTraceExporter());
    const own = resourceFromAttributes({ 'service.name': serviceName, 'service.instance.id': instance });
    this.#provider = new TracerProvider({
      resource: own.merge(detectResources({ detectors: [envDetector] })),
      sampler: samplerOf(config),
      spanLimits: { attributeValueLengthLimit: ATTRIBUTE_LENGTH_MAX, linkCountLimit: LINKS_MAX },
      spanProcessors: [
        counted.before(
          new BatchSpanProcessor({
            exporter: counted,
            maxQueueSize: SPANS_WAITING_MAX,
            maxExportBatchSize: EXPORT_SPANS_MAX,
            scheduledDelayMillis: EXPORT_DELAY_MS,
          }),
        ),
      ],
    });
  }

  begin(name: string, { kind = 'internal', parent, links = [], attributes = {} }: SpanOptions = {}): Span {
    const above = parent === undefined ? this.current() : null;
    const from = typeof parent === 'string' ? parseTraceParent(parent) : (above?.context ?? null);
    const tenant = above?.attributes[TENANT_ATTRIBUTE];
    const known = {
      ...(tenant === undefined ? {} : { [TENANT_ATTRIBUTE]: tenant }),
      ...(kind === 'producer' || kind === 'consumer' ? { 'messaging.system': this.#messagingSystem } : {}),
      ...attributes,
    };
    const span = this.#provider.getTracer('tocsin').startSpan(
      name,
      {
        kind: kinds[kind],
        attributes: known,
        links: links.flatMap((link) => {
          const context = parseTraceParent(link);
          return context === null ? [] : [{ context }];
        }),
      },
      from === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, from),
    );
    return new RunningSpan(span, known);
  }

  run<Result>(span: Span | null, work: () => Result): Result {
    return this.#current.run(span as RunningSpan | null, work);
  }

  current(): RunningSpan | null {
    return this.#current.getStore() ?? null;
  }

  spanOf(record: LogRecord): Span | null {
    return this.#processing.get(record) ?? null;
  }

  causeOf(record: LogRecord): string | null {
    const span = this.#processing.get(record);
    if (span !== undefined) return span.traceparent;
    const header = record.headers[TRACEPARENT];
    return header === undefined || parseTraceParent(header) === null ? null : header;
  }

  /** From now on the record is processed in this span. */
  processes(record: LogRecord, span: Span): void {
    this.#processing.set(record, span);
  }

  /** Exports what is left, if that can be done in two seconds. */
  async close(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((done) => (timer = setTimeout(done, LAST_EXPORT_MS)));
    // Whoever collects may be gone: that was told when it began, and a process that stops must not wait for it.
    await Promise.race([this.#provider.shutdown().catch(() => undefined), late]);
    clearTimeout(timer);
  }
}

class RunningSpan implements Span {
  readonly #span: SdkSpan;
  attributes: SpanAttributes;

  constructor(span: SdkSpan, attributes: SpanAttributes) {
    this.#span = span;
    this.attributes = attributes;
  }

  get context(): ReturnType<SdkSpan['spanContext']> {
    return this.#span.spanContext();
  }

  get traceId(): string {
    return this.context.traceId;
  }

  get spanId(): string {
    return this.context.spanId;
  }

  get isSampled(): boolean {
    return (this.context.traceFlags & 1) === 1;
  }

  get traceparent(): string {
    return `00-${this.traceId}-${this.spanId}-${this.isSampled ? '01' : '00'}`;
  }

  set(attributes: SpanAttributes): void {
    this.attributes = { ...this.attributes, ...attributes };
    this.#span.setAttributes({ ...attributes });
  }

  rename(name: string): void {
    this.#span.updateName(name);
  }

  end(failure?: string): void {
    if (failure !== undefined) {
      this.#span.setAttribute('error.type', failure);
      this.#span.setStatus({ code: SpanStatusCode.ERROR });
    }
    this.#span.end();
  }
}
