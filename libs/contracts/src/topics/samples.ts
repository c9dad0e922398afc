import { type RuleGroupDocument, RuleGroupDocumentSchema } from '@tocsin/domain/groups/rule-group-document';
import { entityOf, type SampleBatch } from '@tocsin/domain/engine/sample-batch';
import { hash32 } from '@tocsin/domain/engine/hash';
import type { LogEntry } from '@tocsin/domain/replay/log-entry';
import { AlertRuleSchema, type AlertRule, TenantIdSchema } from '@tocsin/domain/rules/alert-rule';
import type { Labels } from '@tocsin/domain/rules/labels';
import { z } from 'zod';
import { type Decoded, defineTopic } from '../define-topic.js';
import { hours } from '../retention.js';

/**
 * A record of the samples topic. Beside samples it carries all else that the engine's answer depends on, in one order:
 * the clock, and the changes of rules and of rule groups. Evaluating a partition twice therefore gives the same transitions.
 */
export type SamplesRecord = LogEntry;

const RuleChangeSchema = z.strictObject({
  tenant_id: TenantIdSchema,
  rule_id: z.string(),
  rule: AlertRuleSchema.nullable(),
});
const GroupChangeSchema = z.strictObject({
  tenant_id: TenantIdSchema,
  name: z.string(),
  group: RuleGroupDocumentSchema.nullable(),
});

const SeriesQuotaSchema = z.strictObject({ tenant_id: TenantIdSchema, series_max: z.int().min(0) });
const SeriesElsewhereSchema = z.strictObject({
  tenant_id: TenantIdSchema,
  partition: z.int().min(0),
  series: z.int().min(0),
});

const EvaluatedSchema = z.strictObject({ tenant_id: TenantIdSchema, rule_id: z.string(), version: z.int() });

/** The shape of a decoded record, for the documentation; the bytes are written and read by this file. */
export const SamplesRecordSchema = z.strictObject({
  kind: z.enum(['samples', 'clock', 'rule', 'group', 'evaluated', 'series_quota', 'series_elsewhere']),
  tenant: TenantIdSchema.optional(),
  at: z.number().optional(),
  series: z.union([z.array(z.string()), z.int()]).optional(),
  samples: z.array(z.strictObject({ series: z.int(), timestamp: z.number(), value: z.number() })).optional(),
  rule: AlertRuleSchema.nullable().optional(),
  name: z.string().optional(),
  group: RuleGroupDocumentSchema.nullable().optional(),
  version: z.int().optional(),
  seriesMax: z.int().optional(),
  partition: z.int().optional(),
});

export const samples = defineTopic({
  name: 'samples',
  version: 1,
  key: 'tenant',
  content: 'binary',
  encoding:
    'Little-endian. Byte 0 is the kind. 1, samples: byte 1 format version (1), u16 length and UTF-8 of the tenant, f64 time of acceptance, ' +
    'u32 number of series, u32 number of samples, u32 byte length of the text, u32 length in UTF-16 units of each series key, the keys as one UTF-8 text, ' +
    'u32 series index of each sample, f64 timestamp of each, f64 value of each. 2, clock: f64 time. 3, rule: UTF-8 JSON. 4, rule group: UTF-8 JSON. 5, evaluated: UTF-8 JSON. 6, a quota of series: UTF-8 JSON. 7, series on another partition: UTF-8 JSON.',
  description: 'Samples in compact batches, with clock records and changes of rules and rule groups in between.',
  schema: SamplesRecordSchema,
  examples: [
    {
      kind: 'samples',
      tenant: 'acme_main',
      at: 1_763_900_000_000,
      series: ['["cpu_usage","instance","web-1"]'],
      samples: [{ series: 0, timestamp: 1_763_900_000_000, value: 95 }],
    },
  ],
  producers: ['gateway', 'rule-management', 'evaluation', 'ml-prediction', 'self-monitoring', 'demo'],
  consumers: ['gateway', 'evaluation', 'history', 'ml-prediction'],
  partitions: 8,
  retentionMs: hours(24),
  cleanup: 'delete',
  deadLetter: true,
});

/** The partition on which all series of an entity meet. */
export function samplesPartition(tenant: string, labels: Labels, partitions: number): number {
  const entity = entityOf(labels);
  return hash32(`${tenant}\u0000${JSON.stringify(Object.entries(entity))}`) % partitions;
}

const KIND_SAMPLES = 1;
const KIND_CLOCK = 2;
const KIND_RULE = 3;
const KIND_GROUP = 4;
const KIND_EVALUATED = 5;
const KIND_SERIES_QUOTA = 6;
const KIND_SERIES_ELSEWHERE = 7;
const FORMAT_VERSION = 1;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

export function encodeSamples(batch: SampleBatch): Uint8Array {
  const tenant = encoder.encode(batch.tenant);
  const text = encoder.encode(batch.series.join(''));
  const count = batch.seriesIndex.length;
  const head = 4 + tenant.length + 8 + 12;
  const bytes = new Uint8Array(head + 4 * batch.series.length + text.length + 20 * count);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, KIND_SAMPLES);
  view.setUint8(1, FORMAT_VERSION);
  view.setUint16(2, tenant.length, true);
  bytes.set(tenant, 4);
  let at = 4 + tenant.length;
  view.setFloat64(at, batch.receivedAt, true);
  view.setUint32(at + 8, batch.series.length, true);
  view.setUint32(at + 12, count, true);
  view.setUint32(at + 16, text.length, true);
  at = head;
  for (const key of batch.series) {
    view.setUint32(at, key.length, true);
    at += 4;
  }
  bytes.set(text, at);
  at += text.length;
  for (const column of [batch.seriesIndex, batch.timestamps, batch.values]) {
    bytes.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), at);
    at += column.byteLength;
  }
  return bytes;
}

export function encodeClock(at: number): Uint8Array {
  const bytes = new Uint8Array(9);
  bytes[0] = KIND_CLOCK;
  new DataView(bytes.buffer).setFloat64(1, at, true);
  return bytes;
}

export function encodeRuleChange(tenant: string, ruleId: string, rule: AlertRule | null): Uint8Array {
  return encodeChange(KIND_RULE, { tenant_id: tenant, rule_id: ruleId, rule });
}

export function encodeGroup(tenant: string, name: string, group: RuleGroupDocument | null): Uint8Array {
  return encodeChange(KIND_GROUP, { tenant_id: tenant, name, group });
}

export function encodeEvaluated(tenant: string, ruleId: string, version: number): Uint8Array {
  return encodeChange(KIND_EVALUATED, { tenant_id: tenant, rule_id: ruleId, version });
}

export function encodeSeriesQuota(tenant: string, seriesMax: number): Uint8Array {
  return encodeChange(KIND_SERIES_QUOTA, { tenant_id: tenant, series_max: seriesMax });
}

/** @param partition - the one that holds so many series of the tenant */
export function encodeSeriesElsewhere(tenant: string, partition: number, series: number): Uint8Array {
  return encodeChange(KIND_SERIES_ELSEWHERE, { tenant_id: tenant, partition, series });
}

function encodeChange(kind: number, change: object): Uint8Array {
  const json = encoder.encode(JSON.stringify(change));
  const bytes = new Uint8Array(1 + json.length);
  bytes[0] = kind;
  bytes.set(json, 1);
  return bytes;
}

/** Whether a record is a change of a rule or of a rule group; told by its first byte, so that others need not be read. */
export const isRuleChange = (bytes: Uint8Array): boolean => bytes[0] === KIND_RULE || bytes[0] === KIND_GROUP;

/** Reads any record of the topic; bytes that nobody of us wrote come back as unreadable, with the reason. */
export function decodeSamplesRecord(bytes: Uint8Array): Decoded<SamplesRecord> {
  try {
    if (bytes[0] === KIND_SAMPLES) return { kind: 'value', value: { kind: 'samples', batch: decodeBatch(bytes) } };
    if (bytes[0] === KIND_CLOCK && bytes.length === 9) {
      return { kind: 'value', value: { kind: 'clock', at: viewOf(bytes).getFloat64(1, true) } };
    }
    if (bytes[0] === KIND_RULE) {
      const change = RuleChangeSchema.parse(jsonBehindKind(bytes));
      return {
        kind: 'value',
        value: { kind: 'rule', tenant: change.tenant_id, ruleId: change.rule_id, rule: change.rule },
      };
    }
    if (bytes[0] === KIND_EVALUATED) {
      const { tenant_id: tenant, rule_id: ruleId, version } = EvaluatedSchema.parse(jsonBehindKind(bytes));
      return { kind: 'value', value: { kind: 'evaluated', tenant, ruleId, version } };
    }
    if (bytes[0] === KIND_SERIES_QUOTA) {
      const { tenant_id: tenant, series_max: seriesMax } = SeriesQuotaSchema.parse(jsonBehindKind(bytes));
      return { kind: 'value', value: { kind: 'series_quota', tenant, seriesMax } };
    }
    if (bytes[0] === KIND_SERIES_ELSEWHERE) {
      const { tenant_id: tenant, partition, series } = SeriesElsewhereSchema.parse(jsonBehindKind(bytes));
      return { kind: 'value', value: { kind: 'series_elsewhere', tenant, partition, series } };
    }
    if (bytes[0] === KIND_GROUP) {
      const { tenant_id: tenant, name, group } = GroupChangeSchema.parse(jsonBehindKind(bytes));
      return { kind: 'value', value: { kind: 'group', tenant, name, group } };
    }
    return { kind: 'unreadable', reason: `unknown kind of samples record: ${String(bytes[0])}` };
  } catch (error) {
    return { kind: 'unreadable', reason: (error as Error).message };
  }
}

const jsonBehindKind = (bytes: Uint8Array): unknown => JSON.parse(decoder.decode(bytes.subarray(1)));

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function decodeBatch(bytes: Uint8Array): SampleBatch {
  const view = viewOf(bytes);
  if (view.getUint8(1) !== FORMAT_VERSION) throw new RangeError(`unknown format version ${view.getUint8(1)}`);
  const tenantLength = view.getUint16(2, true);
  let at = 4 + tenantLength;
  const receivedAt = view.getFloat64(at, true);
  const seriesCount = view.getUint32(at + 8, true);
  const count = view.getUint32(at + 12, true);
  const textLength = view.getUint32(at + 16, true);
  at += 20;
  if (at + 4 * seriesCount + textLength + 20 * count !== bytes.length)
    throw new RangeError('the record is cut short or too long');
  const lengthsAt = at;
  at += 4 * seriesCount;
  const text = decoder.decode(bytes.subarray(at, at + textLength));
  at += textLength;
  const series = new Array<string>(seriesCount);
  let from = 0;
  for (let i = 0; i < seriesCount; i += 1) {
    const to = from + view.getUint32(lengthsAt + 4 * i, true);
    series[i] = text.slice(from, to);
    from = to;
  }
  const column = (length: number): ArrayBuffer => {
    const copy = new Uint8Array(length);
    copy.set(bytes.subarray(at, at + length));
    at += length;
    return copy.buffer;
  };
  const seriesIndex = new Uint32Array(column(4 * count));
  for (const index of seriesIndex)
    if (index >= seriesCount) throw new RangeError('a sample names a series that is not in the batch');
  return {
    tenant: decoder.decode(bytes.subarray(4, 4 + tenantLength)),
    receivedAt,
    series,
    seriesIndex,
    timestamps: new Float64Array(column(8 * count)),
    values: new Float64Array(column(8 * count)),
  };
}
