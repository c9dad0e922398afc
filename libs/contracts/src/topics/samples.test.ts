import fc from 'fast-check';
import { parseSeriesKey } from '@tocsin/domain/engine/sample-batch';
import { validateRuleDraft } from '@tocsin/domain/rules/config-validator';
import { RuleFactory } from '@tocsin/domain/rules/rule-factory';
import { packSamples, type Sample } from './pack-samples.js';
import { exampleGroup } from './rule-groups.js';
import {
  decodeSamplesRecord,
  encodeClock,
  encodeGroup,
  encodeRuleChange,
  encodeSeriesElsewhere,
  encodeSeriesQuota,
  samplesPartition,
  samples as topic,
} from './samples.js';

const sample = fc.record({
  metric: fc.constantFrom('cpu', 'mem', 'größe_ß'),
  labels: fc.dictionary(fc.constantFrom('instance', 'zone', 'job'), fc.string({ unit: 'grapheme', maxLength: 20 })),
  value: fc.double({ noNaN: true }),
  timestamp: fc.integer({ min: 0, max: 2 ** 45 }),
});

/** What the records say, partition by partition, in their order. */
function unpacked(tenant: string, records: ReturnType<typeof packSamples>): Map<number, Sample[]> {
  const byPartition = new Map<number, Sample[]>();
  for (const { partition, value } of records) {
    const decoded = decodeSamplesRecord(value);
    if (decoded.kind !== 'value' || decoded.value.kind !== 'samples') throw new Error('not a record of samples');
    const { batch } = decoded.value;
    expect(batch.tenant).toBe(tenant);
    const list = byPartition.get(partition) ?? [];
    byPartition.set(partition, list);
    batch.seriesIndex.forEach((index, i) => {
      const { metric, labels } = parseSeriesKey(batch.series[index] as string);
      list.push({ metric, labels, value: batch.values[i] as number, timestamp: batch.timestamps[i] as number });
    });
  }
  return byPartition;
}

describe('records of the samples topic', () => {
  test('say what was packed into them, in its order, on the partition of each entity', () => {
    fc.assert(
      fc.property(fc.array(sample, { maxLength: 60 }), fc.integer({ min: 1, max: 16 }), (accepted, partitions) => {
        const found = unpacked('t1', packSamples('t1', accepted, 7, partitions));
        const expected = new Map<number, Sample[]>();
        for (const one of accepted) {
          const partition = samplesPartition('t1', one.labels, partitions);
          expected.set(partition, [...(expected.get(partition) ?? []), one]);
        }
        expect(found).toEqual(expected);
      }),
    );
  });

  test('stay below a megabyte, however much is packed at once', () => {
    const labels = { instance: 'a', path: 'x'.repeat(2_000) };
    const many = Array.from({ length: 50_000 }, (_, i) => ({
      metric: 'm',
      labels: { ...labels, n: String(i % 2_000) },
      value: i,
      timestamp: i,
    }));
    const records = packSamples('t1', many, 0, topic.partitions);
    expect(Math.max(...records.map(({ value }) => value.length))).toBeLessThan(1_000_000);
    expect([...unpacked('t1', records).values()].flat().map(({ value }) => value)).toEqual(
      many.map(({ value }) => value),
    );
  });

  test('carry the clock and changes of rules', () => {
    expect(decodeSamplesRecord(encodeClock(1.5))).toEqual({ kind: 'value', value: { kind: 'clock', at: 1.5 } });
    const conditions = [{ type: 'absence', metric_path: 'm', window: '5m' }];
    const validated = validateRuleDraft({ name: 'silent', severity: 'LOW', category: 'availability', conditions });
    if (validated.kind !== 'valid') throw new Error('the draft is valid');
    const rule = RuleFactory.create(validated.draft, { id: 'r1', tenantId: 't1' }, 0);
    const change = { kind: 'rule', tenant: 't1', ruleId: 'r1' };
    expect(decodeSamplesRecord(encodeRuleChange('t1', 'r1', rule))).toEqual({
      kind: 'value',
      value: { ...change, rule },
    });
    expect(decodeSamplesRecord(encodeRuleChange('t1', 'r1', null))).toEqual({
      kind: 'value',
      value: { ...change, rule: null },
    });
  });

  test('carry changes of rule groups, also of those whose name has a slash', () => {
    for (const group of [{ ...exampleGroup, name: 'a/b' }, null])
      expect(decodeSamplesRecord(encodeGroup('t1', 'a/b', group))).toEqual({
        kind: 'value',
        value: { kind: 'group', tenant: 't1', name: 'a/b', group },
      });
    const bytes = encodeGroup('t1', 'a', { ...exampleGroup, version: 0 });
    expect(decodeSamplesRecord(bytes).kind).toBe('unreadable');
  });

  test('carry quotas of series, and how many another partition holds', () => {
    const quota = { kind: 'series_quota', tenant: 't1', seriesMax: 500 };
    expect(decodeSamplesRecord(encodeSeriesQuota('t1', 500))).toEqual({ kind: 'value', value: quota });
    const elsewhere = { kind: 'series_elsewhere', tenant: 't1', partition: 3, series: 12 };
    expect(decodeSamplesRecord(encodeSeriesElsewhere('t1', 3, 12))).toEqual({ kind: 'value', value: elsewhere });
    expect(decodeSamplesRecord(encodeSeriesQuota('t1', -1)).kind).toBe('unreadable');
  });

  test('that nobody of us wrote are told apart, whatever they hold', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) =>
        expect(['value', 'unreadable']).toContain(decodeSamplesRecord(bytes).kind),
      ),
    );
    const [whole] = packSamples('t1', [{ metric: 'm', labels: {}, value: 1, timestamp: 1 }], 0, topic.partitions);
    const bytes = whole?.value ?? new Uint8Array();
    for (let cut = 0; cut < bytes.length; cut += 1)
      expect(decodeSamplesRecord(bytes.slice(0, cut)).kind).toBe('unreadable');
  });
});
