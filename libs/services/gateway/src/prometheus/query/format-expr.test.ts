import { parseExpr } from '@tocsin/domain/promql/parser';
import { sameExpr } from '@tocsin/domain/promql/same-expr';
import { formatExpr } from './format-expr.js';

// Answers of Prometheus 3.15.
test.each([
  ['foo/bar', 'foo / bar'],
  [
    'sum by (instance, job) (rate(http_requests_total{code="200",instance=~"a|b|c"}[5m])) / on (instance) group_left () sum by (instance) (rate(http_requests_total[5m]))',
    `  sum by (instance, job) (rate(http_requests_total{code="200",instance=~"a|b|c"}[5m]))
/ on (instance) group_left ()
  sum by (instance) (rate(http_requests_total[5m]))`,
  ],
  [
    'topk(5, -label_replace(max_over_time(node_load1{instance="aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}[10m:1m] offset 5m), "a", "b", "c", "ddd"))',
    `topk(
  5,
  -label_replace(
    max_over_time(node_load1{instance="aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}[10m:1m] offset 5m),
    "a",
    "b",
    "c",
    "ddd"
  )
)`,
  ],
  [
    '(count_values without (a) ("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", node_load1) or bool_metric_with_a_long_name == bool 1_000_000)',
    `(
    count_values without (a) ("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", node_load1)
  or
    bool_metric_with_a_long_name == bool 1000000
)`,
  ],
  [
    'max_over_time((rate(http_requests_total_with_a_long_name[5m]) + rate(http_requests_total_with_another_name[5m]))[30m:1m])',
    `max_over_time(
  (rate(http_requests_total_with_a_long_name[5m]) + rate(http_requests_total_with_another_name[5m]))[30m:1m]
)`,
  ],
  [
    'sum without (x) ((rate(http_requests_total_with_a_long_name[5m]) + on (instance) rate(http_requests_total_with_another_name[5m]))) offset 1m'.slice(
      0,
      -' offset 1m'.length,
    ),
    `sum without (x) (
  (
      rate(http_requests_total_with_a_long_name[5m])
    + on (instance)
      rate(http_requests_total_with_another_name[5m])
  )
)`,
  ],
])('%s', (text, formatted) => {
  const parsed = parseExpr(text);
  if (parsed.kind === 'refused') throw new Error(parsed.errors[0]?.message);
  expect(formatExpr(parsed.expr)).toBe(formatted);
  const again = parseExpr(formatted);
  expect(again.kind === 'parsed' && sameExpr(again.expr, parsed.expr)).toBe(true);
});
