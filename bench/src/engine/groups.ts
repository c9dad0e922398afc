import { parseSeriesKey, seriesKey } from '@tocsin/domain/engine/sample-batch';
import { GroupEvaluator } from '@tocsin/domain/groups/group-evaluator';
import { ruleGroupOf } from '@tocsin/domain/groups/rule-group-document';
import { LabelSet } from '@tocsin/domain/plan/label-set';
import { StandingQueries } from '@tocsin/domain/plan/plan';
import { type Series, SeriesStore } from '@tocsin/domain/plan/series-store';
import { anonymousMiB } from '../process-tree.js';
import type { Figures } from './figures.js';
import { groupsOf, labelsOf, rounds, STEP_MS } from './world.js';

/** Rounds of samples before anything is measured: 21 minutes, more than the longest window. */
export const WARM_ROUNDS = 84;
const MEASURED_ROUNDS = 4;
/** As with the peer, rules begin once their windows are full, and their first evaluations are not counted. */
const FIRST_EVALUATED = WARM_ROUNDS - 2;
export const RULES_OF_KIND_IN_MEMORY = 4;

/** CPU of one evaluation of each kind of rule, for each series, and of taking a sample in. */
export function measureCpu(series: number): Figures {
  const { ingestMs, evaluateMs } = run(series, 1);
  const each = (ms: number): number => (1_000 * ms) / MEASURED_ROUNDS / series;
  const unit = 'us/series/evaluation';
  return new Map([
    ...[...evaluateMs].map(([kind, ms]) => [`cpu_${kind}`, { value: each(ms), unit }] as const),
    ['append', { value: each(ingestMs), unit: 'us/sample' }],
  ]);
}

/** What this process holds after the same with 20 rules; the generator's own arrays are less than 2 MiB of it. */
export function measureMemory(series: number): Figures {
  const before = anonymousMiB(process.pid);
  const { store } = run(series, RULES_OF_KIND_IN_MEMORY);
  const anonymous = anonymousMiB(process.pid);
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  const mib = (bytes: number) => ({ value: bytes / 2 ** 20, unit: 'MiB' });
  return new Map([
    ['anonymous', { value: anonymous, unit: 'MiB' }],
    ['anonymous_before', { value: before, unit: 'MiB' }],
    ['heap', mib(heapUsed)],
    ['columns', mib(arrayBuffers)],
    ['series_stored', { value: store.size, unit: 'count' }],
  ]);
}

interface Run {
  readonly store: SeriesStore;
  /** CPU of the measured rounds in ms: of taking samples in, and of evaluating the group of each kind. */
  readonly ingestMs: number;
  readonly evaluateMs: ReadonlyMap<string, number>;
}

function run(series: number, rulesOfKind: number): Run {
  const store = new SeriesStore();
  const queries = new StandingQueries(store);
  const world = { externalLabels: {}, externalUrl: '', query: () => [] };
  const evaluators = groupsOf(rulesOfKind).map((group) => new GroupEvaluator(ruleGroupOf(group), queries, world));
  const own = Array.from({ length: series }, (_, i) => seriesFor(store, i));
  const values = rounds(series);
  const evaluateMs = new Map<string, number>();
  let ingestMs = 0;
  for (let round = 0; round < WARM_ROUNDS + MEASURED_ROUNDS; round += 1) {
    const time = (round + 1) * STEP_MS;
    const next = values.next().value;
    const taken = cpuMsOf(() => {
      own.forEach((one, i) => store.append(one, time, next[i] as number));
    });
    store.evaluatedAt = time;
    if (round >= WARM_ROUNDS) ingestMs += taken;
    if (round < FIRST_EVALUATED) continue;
    for (const evaluator of evaluators) {
      const ms = cpuMsOf(() => void evaluator.evaluate(time));
      const { name } = evaluator.group;
      if (round >= WARM_ROUNDS) evaluateMs.set(name, (evaluateMs.get(name) ?? 0) + ms);
    }
  }
  return { store, ingestMs, evaluateMs };
}

/** As a series comes from the log: by the text of its key. */
function seriesFor(store: SeriesStore, i: number): Series {
  const { metric, labels } = parseSeriesKey(seriesKey('cpu', labelsOf(i)));
  return store.series(LabelSet.of(labels, metric));
}

function cpuMsOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
