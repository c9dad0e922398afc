import { packSamples } from '@tocsin/contracts/topics/pack-samples';
import { encodeClock, encodeGroup, encodeRuleChange } from '@tocsin/contracts/topics/samples';
import { parseSeriesKey } from '@tocsin/domain/engine/sample-batch';
import type { RuleGroupDocument } from '@tocsin/domain/groups/rule-group-document';
import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import type { AppendRecord } from '@tocsin/ports/event-log';
import { documentOf, type LogEntry, logOf } from '../promql/group-layouts.js';
import { Dice, randomWorld } from '../promql/random-rules.js';
import { randomRule } from './random-typed-rules.js';

/** What happens, in one order and without partitions. */
export type LogicalEntry =
  | { kind: 'samples'; tenant: string; key: string; time: number; value: number }
  | { kind: 'clock'; at: number }
  | { kind: 'rule'; tenant: string; ruleId: string; rule: AlertRule | null }
  | { kind: 'group'; tenant: string; group: RuleGroupDocument };

/** Each has a world and a rule group of its own. */
const tenants = ['acme', 'beta'];
const RULES_PER_TENANT = 4;
/** How many strokes of the clock the platform's outage swallows, with all that comes meanwhile. */
const OUTAGE_STROKES = 12;

type Samples = Extract<LogicalEntry, { kind: 'samples' }>;

/**
 * The log of a seed: rules and rule groups first, then samples, some late, some twice, some of them markers of
 * staleness, with gaps in between; the clock every five seconds; now and then a rule that changes; and an outage of the
 * platform.
 */
export function randomLog(seed: number): LogicalEntry[] {
  const dice = new Dice(seed);
  const worlds = tenants.map((tenant, i) => ({ tenant, world: randomWorld(2 * seed + i, '3') }));
  const entries: LogicalEntry[] = worlds.map(({ tenant, world }) => ({
    kind: 'group',
    tenant,
    group: { ...documentOf(world), tenant_id: tenant },
  }));
  for (const tenant of tenants)
    for (let i = 0; i < RULES_PER_TENANT; i += 1) entries.push(ruleChange(dice, tenant, i, 1));
  const strokes = strokesOf(worlds.map(({ tenant, world }) => ({ tenant, log: logOf(world) })));
  const outageFrom = Math.floor(strokes.length / 3) + dice.below(Math.floor(strokes.length / 3));
  strokes.forEach(({ samples, at }, i) => {
    if (i >= outageFrom && i < outageFrom + OUTAGE_STROKES) return;
    entries.push(...samples, { kind: 'clock', at });
    if (dice.chance(0.05)) entries.push(ruleChange(dice, dice.pick(tenants), dice.below(RULES_PER_TENANT), 2 + i));
  });
  return entries;
}

function ruleChange(dice: Dice, tenant: string, place: number, version: number): LogicalEntry {
  const ruleId = `rule-${place}`;
  const isGone = version > 1 && dice.chance(0.2);
  return { kind: 'rule', tenant, ruleId, rule: isGone ? null : { ...randomRule(dice, ruleId, tenant), version } };
}

/** The logs of several tenants as one: what comes before each stroke of the clock. */
function strokesOf(
  logs: readonly { tenant: string; log: readonly LogEntry[] }[],
): { samples: Samples[]; at: number }[] {
  const strokes = new Map<number, Samples[]>();
  for (const { tenant, log } of logs) {
    let open: Samples[] = [];
    for (const entry of log) {
      if (entry.kind === 'samples') {
        const { key, time, value } = entry;
        open.push({ kind: 'samples', tenant, key, time, value });
        continue;
      }
      strokes.set(entry.at, [...(strokes.get(entry.at) ?? []), ...open]);
      open = [];
    }
  }
  return [...strokes].sort(([a], [b]) => a - b).map(([at, samples]) => ({ at, samples }));
}

/**
 * The log as records of a samples topic: clock and changes go to every partition, samples to theirs, in batches of
 * random sizes that end before the next stroke of the clock.
 */
export function recordsOf(
  log: readonly LogicalEntry[],
  { partitions, batchMax, dice }: { partitions: number; batchMax: number; dice: Dice },
): AppendRecord[] {
  const records: AppendRecord[] = [];
  let waiting: Samples[] = [];
  let heardAt = 0;
  const flush = (): void => {
    for (const [tenant, samples] of Map.groupBy(waiting, (one) => one.tenant)) {
      const accepted = samples.map(({ key, time, value }) => ({ ...parseSeriesKey(key), value, timestamp: time }));
      records.push(...packSamples(tenant, accepted, heardAt, partitions));
    }
    waiting = [];
  };
  const tellAll = (key: string, value: Uint8Array): void => {
    flush();
    for (let partition = 0; partition < partitions; partition += 1) records.push({ key, partition, value });
  };
  for (const entry of log) {
    if (entry.kind === 'samples') {
      waiting.push(entry);
      if (dice.below(batchMax) === 0) flush();
    } else if (entry.kind === 'clock') {
      tellAll('clock', encodeClock(entry.at));
      heardAt = entry.at;
    } else if (entry.kind === 'rule') tellAll(entry.tenant, encodeRuleChange(entry.tenant, entry.ruleId, entry.rule));
    else tellAll(entry.tenant, encodeGroup(entry.tenant, entry.group.name, entry.group));
  }
  flush();
  return records;
}
