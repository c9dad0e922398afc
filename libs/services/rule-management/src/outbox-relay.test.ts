import { exampleGroup } from '@tocsin/contracts/topics/rule-groups';
import { decodeSamplesRecord } from '@tocsin/contracts/topics/samples';
import { QuotasSchema } from '@tocsin/domain/access/quotas';
import { FakeClock } from '@tocsin/ports/clock.fake';
import { FakeConfigurationStore } from '@tocsin/ports/configuration-store.fake';
import type { AppendRecord } from '@tocsin/ports/event-log';
import { OutboxRelay } from './outbox-relay.js';

interface Append {
  topic: string;
  records: readonly AppendRecord[];
}

/** As the topic happens to have been made. */
const PARTITIONS = 3;

let store: FakeConfigurationStore;
let appended: Append[];
let errors: unknown[];
let relay: OutboxRelay;

beforeEach(() => {
  store = new FakeConfigurationStore();
  appended = [];
  errors = [];
  relay = new OutboxRelay({
    store,
    log: {
      append: async (topic, records) => void appended.push({ topic, records }) as never,
      offsets: async () =>
        Array.from({ length: PARTITIONS }, (_, partition) => ({ partition, earliest: 0, latest: 0 })),
    },
    topicPrefix: 't',
    clock: new FakeClock(0),
    onError: (error) => errors.push(error),
  });
});
afterEach(() => relay.stop());

const to = (topic: string): AppendRecord[] =>
  appended.filter((one) => one.topic === topic).flatMap(({ records }) => [...records]);
const textOf = (record: AppendRecord | undefined): unknown =>
  record?.value == null ? null : JSON.parse(new TextDecoder().decode(record.value));

test('a change of a group goes to its topic and into every partition of the samples, and so does its deletion', async () => {
  const key = 'acme_main/a/b';
  const group = { ...exampleGroup, name: 'a/b' };
  store.outbox = [
    { topic: 'rule-groups', key, value: group },
    { topic: 'rule-groups', key, value: null },
  ];
  await relay.wake();
  expect(errors).toEqual([]);
  expect(store.outbox).toEqual([]);
  expect(to('t.rule-groups.v1').map((record) => [record.key, textOf(record)])).toEqual([
    [key, group],
    [key, null],
  ]);
  for (let partition = 0; partition < PARTITIONS; partition += 1) {
    const records = to('t.samples.v1').filter((record) => record.partition === partition);
    expect(records.map(({ value }) => decodeSamplesRecord(value as Uint8Array))).toEqual(
      [group, null].map((one) => ({
        kind: 'value',
        value: { kind: 'group', tenant: 'acme_main', name: 'a/b', group: one },
      })),
    );
  }
});

test("a tenant's quota of series goes into every partition of the samples", async () => {
  const quotas = QuotasSchema.parse({ series: 500 });
  const tenant = { tenant_id: 'acme_main', name: 'Acme', quotas, created_at: 0, updated_at: 0 };
  store.outbox = [{ topic: 'tenants', key: 'acme_main/acme_main', value: tenant }];
  await relay.wake();
  expect(textOf(to('t.tenants.v1')[0])).toEqual(tenant);
  expect(to('t.samples.v1').map(({ partition }) => partition)).toEqual([0, 1, 2]);
  for (const { value } of to('t.samples.v1'))
    expect(decodeSamplesRecord(value as Uint8Array)).toEqual({
      kind: 'value',
      value: { kind: 'series_quota', tenant: 'acme_main', seriesMax: 500 },
    });
});

test('many large groups are appended in parts that Kafka takes, in their order', async () => {
  const groups = Array.from({ length: 9 }, (_, i) => ({
    ...exampleGroup,
    name: `g${i}`,
    labels: { long: 'x'.repeat(200_000 + i) },
  }));
  store.outbox = groups.map((value) => ({ topic: 'rule-groups', key: `acme_main/${value.name}`, value }));
  await relay.wake();
  expect(to('t.rule-groups.v1').map(({ key }) => key)).toEqual(groups.map(({ name }) => `acme_main/${name}`));
  const sizes = appended.flatMap(({ records }) => {
    const byPartition = new Map<number | undefined, number>();
    for (const { partition, value } of records)
      byPartition.set(partition, (byPartition.get(partition) ?? 0) + (value?.length ?? 0));
    return [...byPartition.values()];
  });
  expect(Math.max(...sizes)).toBeLessThan(600_000);
  expect(sizes.length).toBeGreaterThan(9);
});
