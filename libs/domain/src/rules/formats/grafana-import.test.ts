import { readGrafana } from './grafana-import.js';
import { SourceDocuments } from './source-documents.js';

const read = (yaml: string) => {
  const source = SourceDocuments.read(yaml, 'typed');
  if (source.kind === 'refused') throw new Error(source.message);
  return { ...readGrafana(source.source.values), source: source.source };
};
const fileOf = (data: string, more = ''): string => `apiVersion: 1
groups:
  - orgId: 1
    name: hosts
    folder: Team A/Ops
    interval: 1m
    rules:
      - uid: a1
        title: Busy
        condition: C
        for: 5m
        keepFiringFor: 10m
        labels: {severity: page, tier: 1}
        annotations: {summary: 'CPU of {{ $labels.instance }}', runbook_url: https://example.com/r, description: Too busy}
${more}
        data:
${data}
`;
const query = (ref: string, expr: string, model = 'instant: true'): string =>
  `          - {refId: ${ref}, relativeTimeRange: {from: 600, to: 0}, datasourceUid: prom, model: {expr: '${expr}', ${model}}}`;
const expression = (ref: string, model: string): string =>
  `          - {refId: ${ref}, datasourceUid: __expr__, model: {${model}}}`;
const threshold = (of: string, type: string, ...params: number[]): string =>
  expression(
    'C',
    `type: threshold, expression: ${of}, conditions: [{evaluator: {type: ${type}, params: [${params.join(', ')}]}}]`,
  );

function exprOf(...data: string[]): unknown {
  const { candidates, refused } = read(fileOf(data.join('\n')));
  const [candidate] = candidates as unknown as { value: { conditions: { expr: string }[] } }[];
  return candidate?.value.conditions[0]?.expr ?? refused.map(({ message }) => message);
}

test('a query, its reduction and its threshold become one expression', () => {
  expect(
    exprOf(query('A', 'cpu'), expression('B', 'type: reduce, expression: A, reducer: last'), threshold('B', 'gt', 80)),
  ).toBe('cpu > 80');
  const range = query('A', 'rate(x[1m])', 'range: true, intervalMs: 15000');
  expect(exprOf(range, expression('B', 'type: reduce, expression: A, reducer: mean'), threshold('B', 'lt', 1))).toBe(
    'avg_over_time(rate(x[1m])[10m:15s]) < 1',
  );
  expect(exprOf(query('A', 'a + b'), threshold('A', 'within_range', 1, 5))).toBe('(a + b) > 1 < 5');
  expect(exprOf(query('A', 'cpu'), threshold('A', 'outside_range', 1, 5))).toBe('cpu < 1 or cpu > 5');
  expect(
    exprOf(query('A', 'a'), query('B', 'b'), expression('C', "type: math, expression: '$A / ${B} * 100 > 5'")),
  ).toBe('a / b * 100 > 5');
  expect(exprOf(query('C', 'up == 0'))).toBe('(up == 0) != 0');
  const classic =
    'type: classic_conditions, conditions: [{evaluator: {type: gt, params: [3]}, query: {params: [A]}, reducer: {type: max}}]';
  expect(exprOf(query('A', 'x', 'range: true'), expression('C', classic))).toBe('max_over_time(x[10m:]) > 3');
});

test('names, timers, labels and places come with it, and what does not is told', () => {
  const { candidates, losses } = read(
    fileOf(
      [query('A', 'cpu'), threshold('A', 'gt', 80)].join('\n'),
      '        noDataState: Alerting\n        isPaused: true\n        dashboardUid: d',
    ),
  );
  expect(candidates[0]?.value).toEqual({
    name: 'Busy',
    description: 'Too busy',
    runbook: 'https://example.com/r',
    severity: 'CRITICAL',
    category: 'infrastructure',
    status: 'paused',
    conditions: [{ type: 'promql', expr: 'cpu > 80' }],
    for: '5m',
    keep_firing_for: '10m',
    interval: '1m',
    labels: { severity: 'page', tier: '1' },
    annotations: { summary: 'CPU of {{ $labels.instance }}' },
    folder: 'Team-A/Ops',
  });
  expect(losses.map(({ what }) => what).sort()).toEqual(['category', 'dashboardUid', 'folder', 'noDataState']);
});

test.each([
  [
    'another data source',
    [expression('C', 'type: threshold, expression: A'), query('A', '').replace("expr: ''", 'rawSql: select 1')],
  ],
  ['a circle', [expression('C', 'type: reduce, expression: C, reducer: last')]],
  ['a query that is not there', [threshold('X', 'gt', 1)]],
  ['an expression that is not known', [expression('C', 'type: sql, expression: A')]],
  ['math with functions', [query('A', 'a'), expression('C', "type: math, expression: 'abs($A) > 1'")]],
  [
    'math that would leave the expression',
    [query('A', 'a'), expression('C', 'type: math, expression: "$A > 1 or vector(1)"')],
  ],
])('%s is refused, with its place', (_what, data) => {
  const { candidates, refused, source } = read(fileOf(data.join('\n')));
  expect(candidates).toEqual([]);
  expect(refused).toHaveLength(1);
  const [{ path, document, subject } = { path: [], document: 0, subject: '' }] = refused;
  expect(subject).toBe('Busy');
  expect(source.placeOf(document, path).line).toBeGreaterThanOrEqual(8);
});

test('what is no provisioning file says so', () => {
  expect(read('rules: []').refused[0]?.message).toBe('has no list groups');
  expect(read('groups: [1]').refused[0]?.message).toBe('is no group');
  expect(SourceDocuments.read('a: [', 'typed')).toMatchObject({ kind: 'refused', place: { line: 1 } });
  const bomb = Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(', ')}]`);
  expect(SourceDocuments.read(`a0: &a0 x\n${bomb.join('\n')}`, 'typed').kind).toBe('refused');
  expect(SourceDocuments.read('groups: &a [*a]', 'typed').kind).toBe('refused');
});
