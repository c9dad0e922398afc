import { seriesKey } from '../engine/sample-batch.js';
import { printExpr } from '../promql/printer.js';
import { GroupFinisher } from './group-finisher.js';
import { GroupSharer } from './group-sharer.js';
import type { RuleGroupDocument } from './rule-group-document.js';
import { ruleGroupOf } from './rule-group-document.js';
import { seriesOfTemplates } from './template-selectors.js';

const groupOf = (...texts: string[]): RuleGroupDocument => ({
  name: 'g',
  tenant_id: 'acme',
  version: 1,
  interval: '1m',
  rules: [{ alert: 'A', expr: 'load > 0', annotations: Object.fromEntries(texts.map((text, i) => [`a${i}`, text])) }],
  created_at: 0,
  updated_at: 0,
});

test.each<[string, string[]]>([
  ['{{ $value }}', []],
  ['{{ "up" }}', []],
  ['{{ query "up{job=\\"x\\"}" | first | value }}', ['up{job="x"} 5']],
  [
    '{{ with printf `rate(hits{instance="%s",code=~"5.."}[10m] offset 1h)` $labels.instance | query }}{{ . }}{{ end }}',
    ['hits{code=~"5.."} 70'],
  ],
  ['{{ range query (printf "sum(a{b=%q}) / on () c" .X) }}{{ end }}', ['a 5', 'c 5']],
  ['{{ printf "%s{a=\\"b\\"}" $labels.metric | query }}', []],
  ['{{ query "up ==" }}{{ query "rate(up[%s])" }}', []],
])('%s', (text, expected) => {
  const [rule] = ruleGroupOf(groupOf(text)).rules;
  const found = rule === undefined ? [] : seriesOfTemplates(rule);
  expect(found.map(({ selector, lookBackMs }) => `${printExpr(selector)} ${lookBackMs / 60_000}`)).toEqual(expected);
});

test('templates are answered from all partitions, whatever their own rule reads', () => {
  const sharers = [0, 1].map((partition) => new GroupSharer(partition, 2));
  const finisher = new GroupFinisher({ partition: 0, world: { externalLabels: {}, externalUrl: '' } });
  const group = groupOf(
    '{{ with printf "sum(max_over_time(peers{of=%q}[5m]))" $labels.instance | query }}{{ . | first | value }}{{ end }}',
    '{{ query "count(peers)" | first | value }}',
  );
  sharers.forEach((sharer, partition) => {
    sharer.applyGroup('acme', 'g', group);
    sharer.applyClock(0);
    const series = [seriesKey('peers', { instance: `p-${partition}`, of: 'web' })];
    if (partition === 0) series.push(seriesKey('load', { instance: 'web' }), seriesKey('peers', { of: 'db' }));
    for (const time of [10_000, 70_000]) {
      sharer.applySamples({
        tenant: 'acme',
        receivedAt: time,
        series,
        seriesIndex: Uint32Array.from(series, (_, i) => i),
        timestamps: new Float64Array(series.length).fill(time),
        values: new Float64Array(series.length).fill(partition + 2),
      });
      sharer.applyClock(time + 60_000);
    }
    sharer.takeShares().forEach((share, i) => finisher.apply(share, partition * 10 + i));
  });
  const [firing] = finisher.takeTransitions();
  expect(firing).toMatchObject({ state: 'firing', annotations: { a0: '5', a1: '3' } });
});
