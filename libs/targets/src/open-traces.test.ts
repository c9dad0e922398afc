import type { EventLog } from '@tocsin/ports/event-log';
import type { OutboundHttp } from '@tocsin/ports/outbound-http';
import { noTracing } from '@tocsin/ports/tracing';
import { createLogger } from '@tocsin/runtime/telemetry';
import { Registry } from 'prom-client';
import { openTraces, traceFields } from './open-traces.js';

const config = { instance: '1', mode: 'standalone' } as const;
const world = { registry: new Registry(), logger: () => createLogger('test', 'silent') };
const log = { append: async () => undefined } as unknown as EventLog;
const http = {} as OutboundHttp;

test('where no endpoint is named, the log and the way out are as they are, and nothing is said of traces', async () => {
  const traces = await openTraces('gateway', { ...config, tracing: null }, world);
  expect(traces.tracing).toBe(noTracing);
  expect([traces.log(log), traces.http(http)]).toEqual([log, http]);
  expect(traces.log(log)).toBe(log);
  expect(traceFields(traces)).toEqual({});
  expect(await world.registry.metrics()).toBe('\n');
});

test('within a trace each line of the log names it, and outside of one none', async () => {
  const tracing = { sampler: 'always_on', ratio: 1 } as const;
  const traces = await openTraces('gateway', { ...config, tracing }, world);
  try {
    expect(traces.log(log)).not.toBe(log);
    expect(traceFields(traces)).toEqual({});
    const span = traces.tracing.begin('work');
    const fields = traces.tracing.run(span, () => traceFields(traces));
    expect(fields).toEqual({ trace_id: span?.traceId, span_id: span?.spanId });
  } finally {
    await traces.close();
  }
});
