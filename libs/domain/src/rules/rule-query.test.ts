import { compares, FALSE, logicTreeOf, TRUE, type Truth, truthOfTree, UNKNOWN } from '../engine/truth.js';
import { LabelSet } from '../plan/label-set.js';
import { evaluateInstant } from '../plan/plan.js';
import { SeriesStore } from '../plan/series-store.js';
import { parseExpr } from '../promql/parser.js';
import { leavesOf } from './condition-walk.js';
import type { LeafCondition, RuleCondition } from './condition.js';
import { metricOfPath } from './metric-path.js';
import fc from 'fast-check';
import { queryOf } from './rule-query.js';

const cpu = { type: 'threshold', metric_path: 'current_metrics.cpu', operator: '>', threshold: 80 } as const;
const mem = { type: 'threshold', metric_path: 'mem', operator: '<=', threshold: -0.5 } as const;
const change = { type: 'change', metric_path: 'disk', window: '5m', operator: '>', threshold: 10 } as const;

test.each<[string, RuleCondition[]]>([
  ['cpu > 80', [cpu]],
  ['cpu{host="a",team="b\\"c"} > 80', [{ ...cpu, labels: { team: 'b"c', host: 'a' } }]],
  ['{"cpu.usage","service.name"="x"} > 80', [{ ...cpu, metric_path: 'cpu.usage', labels: { 'service.name': 'x' } }]],
  ['{"on"} > 80', [{ ...cpu, metric_path: 'on' }]],
  ['cpu > 80', [{ ...cpu, recovery_threshold: 70 }]],
  ['last_over_time(disk[5m]) - first_over_time(disk[5m]) > 10', [{ ...change, mode: 'absolute' }]],
  [
    '100 * (last_over_time(disk[5m]) - first_over_time(disk[5m])) / abs(first_over_time(disk[5m])) > 10',
    [{ ...change, mode: 'percent' }],
  ],
  [
    '(last_over_time(disk[5m]) - first_over_time(disk[5m])) / (ts_of_last_over_time(disk[5m]) - ts_of_first_over_time(disk[5m])) > 10',
    [{ ...change, mode: 'rate' }],
  ],
  ['time() - ts_of_last_over_time(cpu[1d]) >= 90', [{ type: 'absence', metric_path: 'cpu', window: '1m30s' }]],
  ['(cpu > 80) and on (instance, host, pod, service) (mem <= -0.5)', [cpu, mem]],
  ['(cpu > 80) and (cpu <= 90)', [cpu, { ...cpu, operator: '<=', threshold: 90 }]],
  [
    '(cpu > 80) or on (instance, host, pod, service) (mem > -0.5)',
    [{ type: 'composite', match: 'any', conditions: [cpu, { type: 'composite', match: 'not', conditions: [mem] }] }],
  ],
  [
    'count by (instance, host, pod, service) (label_replace(group by (instance, host, pod, service) (cpu > 80), "__condition__", "0", "", "") or label_replace(group by (instance, host, pod, service) (mem <= -0.5), "__condition__", "1", "", "")) >= 2',
    [{ type: 'composite', match: 'n_of', n: 2, conditions: [cpu, mem] }],
  ],
  [
    'count without (__condition__) (label_replace(cpu > 80, "__condition__", "0", "", "") or label_replace(cpu > 90, "__condition__", "1", "", "")) >= 1',
    [{ type: 'composite', match: 'n_of', n: 1, conditions: [cpu, { ...cpu, threshold: 90 }] }],
  ],
])('%s', (query, conditions) => expect(queryOf(conditions)).toBe(query));

describe('a query gives a result for an entity when the conditions hold for it', () => {
  const metrics = ['a', 'b', 'c'];
  const entities = ['x', 'y'];
  const leaf: fc.Arbitrary<RuleCondition> = fc.record({
    type: fc.constant('threshold' as const),
    metric_path: fc.constantFrom(...metrics),
    operator: fc.constantFrom('>', '>=', '<', '<=', '==', '!='),
    threshold: fc.integer({ min: -2, max: 2 }),
  });
  const { condition } = fc.letrec<{ condition: RuleCondition }>((tie) => ({
    condition: fc.oneof(
      { maxDepth: 3 },
      leaf,
      fc
        .record({
          match: fc.constantFrom('all', 'any', 'not', 'n_of'),
          n: fc.integer({ min: 1, max: 3 }),
          conditions: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }),
        })
        .map(({ match, n, conditions }) => ({
          type: 'composite' as const,
          match,
          ...(match === 'n_of' ? { n: Math.min(n, conditions.length) } : {}),
          conditions,
        })),
    ),
  }));
  const rule = fc.array(condition, { minLength: 1, maxLength: 3 });
  const value = fc.option(fc.integer({ min: -2, max: 2 }));
  const values = fc.array(value, { minLength: 6, maxLength: 6 });

  function truthOf(conditions: readonly RuleCondition[], valueOf: (metric: string) => number | null): Truth {
    const leaves = leavesOf(conditions).map((each) => each.condition as LeafCondition & { type: 'threshold' });
    return truthOfTree(
      logicTreeOf(conditions),
      (number) => {
        const { metric_path, operator, threshold } = leaves[number] as (typeof leaves)[number];
        const own = valueOf(metricOfPath(metric_path) ?? '');
        return own === null ? UNKNOWN : compares(own, operator, threshold) ? TRUE : FALSE;
      },
      () => UNKNOWN,
    );
  }

  test('for any conditions on last values', () => {
    fc.assert(
      fc.property(rule, values, (conditions, given) => {
        const valueOf = (entity: string, metric: string): number | null =>
          given[entities.indexOf(entity) * metrics.length + metrics.indexOf(metric)] ?? null;
        const store = new SeriesStore();
        for (const instance of entities) {
          for (const metric of metrics) {
            const own = valueOf(instance, metric);
            if (own !== null) store.append(store.series(LabelSet.of({ instance }, metric)), 0, own);
          }
        }
        const parsed = parseExpr(queryOf(conditions));
        const outcome = parsed.kind === 'parsed' ? evaluateInstant(parsed.expr, store, 0) : null;
        if (outcome?.kind !== 'evaluated' || outcome.value.type !== 'vector') throw new Error(queryOf(conditions));
        const found = new Set(outcome.value.elements.map(({ labels }) => labels.get('instance')));
        for (const entity of entities)
          expect(found.has(entity)).toBe(truthOf(conditions, (metric) => valueOf(entity, metric)) === TRUE);
      }),
      { numRuns: 1_000 },
    );
  });
});
