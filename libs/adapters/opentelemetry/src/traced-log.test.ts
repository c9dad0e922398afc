import type { AppendRecord, ConsumeOptions, EventLog, LogRecord } from '@tocsin/ports/event-log';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace';
import { Registry } from 'prom-client';
import { OtlpTracing } from './otlp-tracing.js';
import { TracedLog } from './traced-log.js';

const [trace, span] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331'];
const contextOf = (flags: string): string => `00-${trace}-${span}-${flags}`;
const recordOf = (offset: number, traceparent?: string): LogRecord => ({
  topic: 'samples',
  partition: 0,
  offset,
  timestamp: 0,
  key: null,
  value: null,
  headers: traceparent === undefined ? {} : { traceparent },
});

class World {
  readonly appended: AppendRecord[] = [];
  consuming: ConsumeOptions | null = null;
  readonly exporter = new InMemorySpanExporter();
  readonly tracing = new OtlpTracing({
    config: { sampler: 'parentbased_always_off', ratio: 0 },
    serviceName: 'test',
    instance: '1',
    messagingSystem: 'tocsin',
    registry: new Registry(),
    report: () => undefined,
    exporter: this.exporter,
  });
  readonly log = new TracedLog(
    {
      append: async (_topic: string, records: readonly AppendRecord[]) => void this.appended.push(...records),
      consume: async (options: ConsumeOptions) => (this.consuming = options) as never,
    } as unknown as EventLog,
    this.tracing,
  );

  /** Hands a batch to a consumer. @returns the trace that was current in it, and that of each record */
  async handle(records: readonly LogRecord[], isTraced?: boolean) {
    const seen = { current: null as string | null, causes: [] as (string | null)[] };
    await this.log.consume({
      group: 'g',
      topics: ['samples'],
      from: 'latest',
      commit: 'manual',
      ...(isTraced === undefined ? {} : { isTraced }),
      onBatch: async (batch) => {
        seen.current = this.tracing.current()?.traceId ?? null;
        seen.causes = batch.records.map((record) => this.tracing.causeOf(record));
      },
    });
    const batch = { topic: 'samples', partition: 0, highWatermark: 9, records };
    await this.consuming?.onBatch(batch, new AbortController().signal);
    return seen;
  }
}

let world: World;
beforeEach(() => (world = new World()));
afterEach(() => world.tracing.close());

test('outside of traces nothing is written into headers', async () => {
  await world.log.append('samples', [{ key: 'a', value: null, headers: { own: 'x' } }]);
  expect(world.appended).toEqual([{ key: 'a', value: null, headers: { own: 'x' } }]);
});

test('what is written in the course of a trace names it beside its own headers; unrecorded ones, too', async () => {
  const append = (): Promise<void> => world.log.append('samples', [{ key: 'a', value: null, headers: { own: 'x' } }]);
  await world.tracing.run(world.tracing.begin('POST', { parent: contextOf('01') }), append);
  await world.tracing.run(world.tracing.begin('POST', { parent: contextOf('00') }), append);
  expect(world.appended.map(({ headers }) => headers)).toEqual([
    { own: 'x', traceparent: expect.stringMatching(`^00-${trace}-.{16}-01$`) },
    { own: 'x', traceparent: expect.stringMatching(`^00-${trace}-.{16}-00$`) },
  ]);
});

test('a batch of one record is handled within its trace', async () => {
  const seen = await world.handle([recordOf(1, contextOf('01'))]);
  expect(seen.current).toBe(trace);
  expect(seen.causes).toEqual([expect.stringMatching(`^00-${trace}-(?!${span}).{16}-01$`)]);
});

test('in a batch of several each record has its own, and none is current; unrecorded and untraced ones have no span', async () => {
  const records = [recordOf(1, contextOf('01')), recordOf(2, contextOf('00')), recordOf(3), recordOf(4, 'nonsense')];
  expect(await world.handle(records)).toEqual({
    current: null,
    causes: [expect.stringMatching(`^00-${trace}-(?!${span}).{16}-01$`), contextOf('00'), null, null],
  });
});

test('whoever merely follows a topic makes no spans', async () => {
  expect(await world.handle([recordOf(1, contextOf('01'))], false)).toEqual({
    current: null,
    causes: [contextOf('01')],
  });
});
