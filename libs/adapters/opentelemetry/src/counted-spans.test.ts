import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import { Registry } from 'prom-client';
import { CountedSpans, type ExportReport, SPANS_WAITING_MAX, spanCounter } from './counted-spans.js';

const span = { spanContext: () => ({ traceFlags: 1 }) } as ReadableSpan;
const unsampled = { spanContext: () => ({ traceFlags: 0 }) } as ReadableSpan;

class World {
  readonly registry = new Registry();
  readonly reports: ExportReport[] = [];
  result: ExportResult = { code: ExportResultCode.SUCCESS };
  queued = 0;
  readonly spans = new CountedSpans(spanCounter(this.registry), (event) => this.reports.push(event), {
    export: (_, done) => done(this.result),
    shutdown: async () => undefined,
  });
  readonly processor = this.spans.before({ onEnd: () => void (this.queued += 1) } as unknown as SpanProcessor);

  async counts(): Promise<number[]> {
    const { values } = (await this.registry.getMetricsAsJSON())[0] as unknown as { values: { value: number }[] };
    return values.map(({ value }) => value);
  }
}

test('tells a failure when it begins and when it is over, and counts every span', async () => {
  const world = new World();
  const send = (result: ExportResult): void => {
    world.result = result;
    world.spans.export([span, span], () => undefined);
  };
  const failed = { code: ExportResultCode.FAILED, error: new Error('503') };
  send({ code: ExportResultCode.SUCCESS });
  expect(world.reports).toEqual([]);
  for (let i = 0; i < 3; i += 1) send(failed);
  send({ code: ExportResultCode.SUCCESS });
  send({
    code: ExportResultCode.FAILED,
    error: new AggregateError([new Error('::1 refused'), new Error('127 refused')]),
  });
  expect(world.reports).toEqual([
    { kind: 'failed', reason: '503' },
    { kind: 'recovered' },
    { kind: 'failed', reason: '::1 refused; 127 refused' },
  ]);
  expect(await world.counts()).toEqual([4, 8, 0]);
});

test('when too many wait, further ones are dropped and counted; what is not recorded does not count', async () => {
  const world = new World();
  for (let i = 0; i < SPANS_WAITING_MAX + 7; i += 1) world.processor.onEnd(span);
  world.processor.onEnd(unsampled);
  expect(world.queued).toBe(SPANS_WAITING_MAX);
  expect(await world.counts()).toEqual([0, 0, 7]);
  world.spans.export(Array<ReadableSpan>(512).fill(span), () => undefined);
  for (let i = 0; i < 513; i += 1) world.processor.onEnd(span);
  expect(await world.counts()).toEqual([512, 0, 8]);
});
