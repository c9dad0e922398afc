import { InMemorySpanExporter, type ReadableSpan } from '@opentelemetry/sdk-trace';
import { traced } from '@tocsin/ports/tracing';
import type { TracingConfig } from '@tocsin/runtime/tracing-config';
import { Registry } from 'prom-client';
import { OtlpTracing } from './otlp-tracing.js';

const [trace, span] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331'];

function opened(config: Partial<TracingConfig> = {}) {
  const kept: ReadableSpan[] = [];
  const exporter = new InMemorySpanExporter();
  const tracing = new OtlpTracing({
    config: { sampler: 'parentbased_traceidratio', ratio: 1, ...config },
    serviceName: 'tocsin-test',
    instance: '1',
    messagingSystem: 'tocsin',
    registry: new Registry(),
    report: () => undefined,
    exporter: {
      export: (spans, done) => {
        kept.push(...spans);
        exporter.export(spans, done);
      },
      shutdown: () => exporter.shutdown(),
    },
  });
  return { tracing, kept };
}

test('spans within one another are one trace, and know whose work they are', async () => {
  const { tracing, kept } = opened();
  const outer = tracing.begin('POST', { kind: 'server', parent: `00-${trace}-${span}-01` });
  outer.rename('POST /api/metrics');
  outer.set({ 'tocsin.tenant.id': 'acme' });
  await traced(tracing, outer, async () => {
    await Promise.resolve();
    expect(tracing.current()?.spanId).toBe(outer.spanId);
    tracing.begin('send samples', { kind: 'producer' }).end();
  });
  expect(tracing.current()).toBeNull();
  await tracing.close();
  expect(kept.map(({ name, parentSpanContext, attributes }) => [name, parentSpanContext?.spanId, attributes])).toEqual([
    ['send samples', outer.spanId, { 'tocsin.tenant.id': 'acme', 'messaging.system': 'tocsin' }],
    ['POST /api/metrics', span, { 'tocsin.tenant.id': 'acme' }],
  ]);
  expect(kept.every((one) => one.spanContext().traceId === trace)).toBe(true);
  expect(kept[0]?.resource.attributes).toMatchObject({ 'service.name': 'tocsin-test', 'service.instance.id': '1' });
});

test('a failure is told by its kind alone', async () => {
  const { tracing, kept } = opened();
  const failing = traced(tracing, tracing.begin('work'), () => Promise.reject(new TypeError('the password is 1234')));
  await expect(failing).rejects.toThrow('1234');
  await tracing.close();
  expect(kept[0]?.attributes).toEqual({ 'error.type': 'TypeError' });
  expect(kept[0]?.status.code).toBe(2);
  expect(JSON.stringify([kept[0]?.attributes, kept[0]?.events, kept[0]?.status])).not.toContain('1234');
});

test('what the caller does not want recorded is handed on and not exported', async () => {
  const { tracing, kept } = opened();
  const unrecorded = tracing.begin('POST', { parent: `00-${trace}-${span}-00` });
  expect(unrecorded.traceparent).toBe(`00-${trace}-${unrecorded.spanId}-00`);
  tracing.run(unrecorded, () => tracing.begin('inner').end());
  unrecorded.end();
  await tracing.close();
  expect(kept).toEqual([]);
});

test.each([
  ['always_on', 0, true, true],
  ['always_off', 1, false, false],
  ['traceidratio', 0, false, false],
  ['parentbased_always_on', 0, true, true],
  ['parentbased_always_off', 1, false, true],
  ['parentbased_traceidratio', 0, false, true],
  ['parentbased_traceidratio', 1, true, true],
] as const)(
  '%s with %s: a new trace is recorded: %s; one that its caller records: %s',
  (sampler, ratio, own, theirs) => {
    const { tracing } = opened({ sampler, ratio });
    expect(tracing.begin('a', { parent: null }).isSampled).toBe(own);
    expect(tracing.begin('a', { parent: `00-${trace}-${span}-01` }).isSampled).toBe(theirs);
  },
);

test('a traceparent that is none begins a trace, and links to it are left out', async () => {
  const { tracing, kept } = opened();
  tracing.begin('a', { parent: 'x'.repeat(10_000), links: ['nonsense', `00-${trace}-${span}-01`] }).end();
  await tracing.close();
  expect(kept[0]?.parentSpanContext).toBeUndefined();
  expect(kept[0]?.links.map(({ context }) => context.traceId)).toEqual([trace]);
});
