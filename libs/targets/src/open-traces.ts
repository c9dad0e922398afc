import type { EventLog } from '@tocsin/ports/event-log';
import type { OutboundHttp } from '@tocsin/ports/outbound-http';
import { noTracing, type Tracing } from '@tocsin/ports/tracing';
import type { Config } from '@tocsin/runtime/config';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';

/** Traces of a process, and its log and its way out for HTTP as parts of them. */
export interface Traces {
  tracing: Tracing;
  log(log: EventLog): EventLog;
  http(http: OutboundHttp): OutboundHttp;
  close(): Promise<void>;
}

export const noTraces: Traces = {
  tracing: noTracing,
  log: (log) => log,
  http: (http) => http,
  close: async () => undefined,
};

/** What each line of the process's log says of the trace that it was written in. */
export function traceFields({ tracing }: Traces): Record<string, string> {
  const span = tracing.current();
  return span === null ? {} : { trace_id: span.traceId, span_id: span.spanId };
}

/** Traces where an endpoint is named that takes them; else nothing of them is loaded. */
export async function openTraces(
  service: string,
  { tracing: config, instance, mode }: Pick<Config, 'tracing' | 'instance' | 'mode'>,
  { registry, logger }: { registry: Registry; logger(): Logger },
): Promise<Traces> {
  if (config === null) return noTraces;
  const [{ OtlpTracing }, { TracedLog }, { TracedHttp }] = await Promise.all([
    import('@tocsin/adapter-opentelemetry/otlp-tracing'),
    import('@tocsin/adapter-opentelemetry/traced-log'),
    import('@tocsin/adapter-opentelemetry/traced-http'),
  ]);
  const tracing = new OtlpTracing({
    config,
    serviceName: service === 'tocsin' ? service : `tocsin-${service}`,
    instance,
    messagingSystem: mode === 'production' ? 'kafka' : 'tocsin',
    registry,
    report: (event) =>
      event.kind === 'failed'
        ? logger().warn(
            { reason: event.reason },
            'traces are not taken at OTEL_EXPORTER_OTLP_ENDPOINT; all else goes on, and it will be said when they are',
          )
        : logger().info({}, 'traces are taken again'),
  });
  return {
    tracing,
    log: (log) => new TracedLog(log, tracing),
    http: (http) => new TracedHttp(http, tracing),
    close: () => tracing.close(),
  };
}
