import type { SamplesRecord } from '@tocsin/contracts/topics/samples';
import { Engine } from '@tocsin/domain/engine/engine';
import type { Transition } from '@tocsin/domain/engine/transition';
import { ExplainGroup } from '@tocsin/domain/replay/explain-group';
import { ExplainRule } from '@tocsin/domain/replay/explain-rule';
import type { Decision } from '@tocsin/domain/replay/explanation';
import type { LogEntry } from '@tocsin/domain/replay/log-entry';
import { Replay, type ReplaySubject } from '@tocsin/domain/replay/replay';
import fc from 'fast-check';
import { batchOf, documentOf, logOf, partitionOf, runLayout, TENANT } from './promql/group-layouts.js';
import { randomWorld } from './promql/random-rules.js';
import { apply, history, options } from './random-histories.js';

const { partition, ...engine } = options;
const world = { externalLabels: {}, externalUrl: '' };

/** Some of the samples become another tenant's, whose only trace is that the platform was at work. */
const shared = history.map((records): SamplesRecord[] =>
  records.map((record, i) =>
    record.kind === 'samples' && i % 3 === 0 ? { ...record, batch: { ...record.batch, tenant: 't2' } } : record,
  ),
);

function live(records: readonly SamplesRecord[]): Transition[] {
  const running = new Engine(options);
  return records.flatMap((record, offset) => apply(running, record, offset));
}

describe('a replay of rules', () => {
  const replayed = (records: readonly SamplesRecord[], subject: ReplaySubject): Transition[] => {
    const replay = new Replay({ tenant: 't1', subject, partitions: 8, world, engine });
    records.forEach((record, offset) => replay.apply(partition, offset, record));
    return replay.takeTransitions();
  };

  const replaysAsLive = fc.property(shared, (records) => {
    const told = live(records);
    expect(replayed(records, { kind: 'all' })).toEqual(told);
    for (const id of ['r1', 'r2', 'r3'])
      expect(replayed(records, { kind: 'rule', id })).toEqual(told.filter(({ rule_id }) => rule_id === id));
  });

  test('makes the transitions that were made live, of all rules of a tenant or of one alone', () => {
    fc.assert(replaysAsLive, { numRuns: 300 });
  });

  test('makes them in the same order, though the series of another tenant lie between', () => {
    fc.assert(replaysAsLive, { seed: 819221696, numRuns: 38 });
  });

  const timesOf = (inputs: Decision['inputs'], metric: string): number[] =>
    inputs.filter((input) => input.metric === metric).flatMap(({ samples }) => samples.map(([time]) => time));

  test('reproduces every episode, and shows the sample that each condition of a firing alert was decided by', () => {
    fc.assert(
      fc.property(shared, (records) => {
        const episodes = Map.groupBy(live(records), ({ rule_id, fingerprint, episode_start }) =>
          JSON.stringify([rule_id, fingerprint, episode_start]),
        );
        for (const recorded of episodes.values()) {
          const rule = { for: '0', keep_firing_for: '0' };
          const explain = new ExplainRule({ tenant: 't1', partitions: 8, world, engine, recorded, rule });
          records.forEach((record, offset) => explain.apply(partition, offset, record));
          for (const { reproduced, transition, inputs } of explain.answer()) {
            expect(reproduced).toBe(true);
            if (transition.reason !== 'conditions_hold') continue;
            for (const { sampled_at, metric } of transition.evidence.filter(({ holds }) => holds === true))
              expect(timesOf(inputs, metric)).toContain(sampled_at);
          }
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('a replay of rule groups', () => {
  const PARTITIONS = 4;

  /** The log of each partition, one after the other, as it may be read. */
  function partitionLogs(seed: number): { document: ReturnType<typeof documentOf>; logs: LogEntry[][] } {
    const drawn = randomWorld(seed, '3');
    const document = documentOf(drawn);
    const logs = Array.from({ length: PARTITIONS }, (): LogEntry[] => [
      { kind: 'group', tenant: TENANT, name: document.name, group: document },
    ]);
    for (const entry of logOf(drawn)) {
      if (entry.kind === 'clock') for (const log of logs) log.push(entry);
      else logs[partitionOf(entry, PARTITIONS)]?.push({ kind: 'samples', batch: batchOf([entry]) });
    }
    return { document, logs };
  }
  const replayOptions = { tenant: TENANT, partitions: PARTITIONS, world };

  test('makes the transitions that were made live, also when one partition is read after the other', () => {
    let count = 0;
    for (let seed = 0; seed < 8; seed += 1) {
      const { document, logs } = partitionLogs(seed);
      const layout = { partitions: PARTITIONS, batchMax: 1, deaths: 0.05, seed };
      const told = runLayout(document, logOf(randomWorld(seed, '3')), layout);
      const replay = new Replay({ ...replayOptions, subject: { kind: 'group', name: document.name } });
      logs.forEach((log, i) => log.forEach((entry, offset) => replay.apply(i, offset, entry)));
      replay.settle();
      const made = replay.takeTransitions();
      expect(made.map(({ source: _, ...one }) => JSON.stringify(one))).toEqual(told);
      count += told.length;
    }
    expect(count).toBeGreaterThan(8);
  });

  test('shows the plan with the value that the transition tells', () => {
    let shown = 0;
    for (let seed = 0; seed < 8; seed += 1) {
      const { document, logs } = partitionLogs(seed);
      const replay = new Replay({ ...replayOptions, subject: { kind: 'group', name: document.name } });
      logs.forEach((log, i) => log.forEach((entry, offset) => replay.apply(i, offset, entry)));
      replay.settle();
      const recorded = replay.takeTransitions();
      if (recorded.length === 0) continue;
      const explain = new ExplainGroup({ ...replayOptions, recorded, document });
      logs.forEach((log, i) => log.forEach((entry, offset) => explain.apply(i, offset, entry)));
      for (const { reproduced, transition, operators } of explain.answer()) {
        expect(reproduced).toBe(true);
        if (transition.state !== 'firing' || transition.value === null) continue;
        const values = operators[0]?.values.map(({ value }) => value) ?? [];
        if (values.length === 20) continue;
        expect(values).toContainEqual(expect.closeTo(transition.value, 6));
        shown += 1;
      }
    }
    expect(shown).toBeGreaterThan(0);
  });
});
