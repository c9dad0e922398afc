import { validateRuleDraft } from '../rules/config-validator.js';
import { ConversationalAI, type Understanding } from './conversational-ai.js';

const hosts = ['web-1', 'web-2', 'db-1'];
const shop = new ConversationalAI([
  ...hosts.map((host) => ({ __name__: 'cpu_busy', host })),
  ...['200', '500'].map((code) => ({ __name__: 'http_requests_total', service: 'checkout', code })),
  ...['checkout', 'cart'].map((service) => ({ __name__: 'http_request_duration_seconds_bucket', service, le: '1' })),
  { __name__: 'node_network_receive_bytes_total', instance: 'web-1', device: 'eth0' },
  { __name__: 'node_memory_MemAvailable_bytes', instance: 'web-1' },
  { __name__: 'node_memory_MemTotal_bytes', instance: 'web-1' },
  { __name__: 'orders_total', region: 'eu' },
]);

function ruleOf(understood: Understanding): Understanding & { kind: 'rule' } {
  if (understood.kind !== 'rule') throw new Error(`no rule: ${JSON.stringify(understood)}`);
  expect(validateRuleDraft(understood.draft).kind).toBe('valid');
  return understood;
}
const exprOf = (text: string, ai = shop): unknown => ruleOf(ai.understand({ text })).draft.conditions;
const promql = (expr: string) => [{ type: 'promql', expr }];

test.each([
  ['at least 2 of 3 hosts have cpu above 90%', 'count', /2 of 3 things are so at once.*PromQL/],
  ['rate of 500s on checkout is above 2 per second', 'stray_number', /500 seconds.*"5xx" or "500 errors"/],
  ['alert when 5 > 3', 'stray_number', /names nothing that is measured/],
  ['set 5 when cpu_busy is above 3', 'stray_number', /a number, 5, of which it is not clear/],
  ['delete the rule CPU noisy', 'only_rules', /only rules are made here; DELETE \/api\/rules\/\{id\}/],
  ['please list all my alerts', 'only_rules', /GET \/api\/rules/],
  ['why did CPU noisy fire?', 'question', /GET \/api\/alerts\/\{id\}\/explain.*`tocsin why-not`/],
  ['Create a rule for cpu_busy above 80 in tenant acme_main', 'tenant', /leave "in tenant acme_main" out/],
  ['orders_total above 100 MB/s', 'unit_misfit', /orders_total does not say that it counts bytes/],
  ['p95 node_network_receive_bytes_total above 5 MB/s', 'not_used', /write PromQL/],
])('a refusal says what is not understood: %s', (text, code, reason) => {
  expect(shop.understand({ text })).toMatchObject({ kind: 'refused', code, reason: expect.stringMatching(reason) });
});

test.each([
  ['cpu_busy', shop],
  ['cpu_idle', new ConversationalAI([])],
])('a rule "for" a metric is of it: %s', (metric, ai) => {
  expect(exprOf(`Create a rule for ${metric} above 80`, ai)).toMatchObject([{ metric_path: metric, threshold: 80 }]);
});

test('a name behind another preposition is no metric that nobody has sent', () => {
  expect(new ConversationalAI([]).understand({ text: 'alert when on web_1 above 80' })).toMatchObject({
    kind: 'asked',
  });
});

test('a rule that shows an alert is one', () => {
  expect(shop.understand({ text: 'show an alert when cpu_busy is above 80' })).not.toMatchObject({
    code: 'only_rules',
  });
});

test.each(['100 MB per second', '100 MB/s', '6 GB per minute'])(
  'bytes per time are the rate of a counter of bytes: %s',
  (amount) => {
    expect(exprOf(`network receive on eth0 above ${amount}`)).toEqual(
      promql('rate(node_network_receive_bytes_total{device="eth0"}[5m]) > 100000000'),
    );
  },
);

test.each([
  [
    'node_network_receive_bytes_total by instance above 5 MB/s',
    'sum by (instance) (rate(node_network_receive_bytes_total[5m]))',
  ],
  [
    'total node_network_receive_bytes_total above 5 MB/s over 10 minutes',
    'sum(rate(node_network_receive_bytes_total[10m]))',
  ],
])('and are put together as it was said: %s', (text, expr) => {
  expect(exprOf(text)).toEqual(promql(`${expr} > 5000000`));
});

test('a word that says nothing is not told to mean all series where labels narrow them', () => {
  const narrowed = ruleOf(shop.understand({ text: 'http 5xx above 1% on checkout' }));
  expect(narrowed.draft.conditions).toMatchObject([{ expr: expect.stringContaining('service="checkout"') }]);
  expect(JSON.stringify(narrowed.assumptions)).not.toContain('all series');
  const wide = ruleOf(shop.understand({ text: 'http 5xx above 1%' }));
  expect(wide.assumptions).toContainEqual(expect.stringContaining('all series of http_requests_total are meant'));
});

test.each([
  ['cpu_busy above 80, tell ops@example.com', 'tell ops@example.com', 'MEDIUM'],
  ['cpu_busy above 80 and email ops@example.com', 'email ops@example.com', 'MEDIUM'],
  ['cpu_busy above 80 to ops@example.com', 'to ops@example.com', 'MEDIUM'],
  ['cpu_busy above 80 and page the database team', 'page the database team', 'CRITICAL'],
  ['cpu_busy above 80, team payments', 'team payments', 'MEDIUM'],
  ['tell the database team when cpu_busy is above 80', 'tell the database team', 'MEDIUM'],
])('whom to tell is left out, and named: %s', (text, words, severity) => {
  expect(ruleOf(shop.understand({ text }))).toMatchObject({
    draft: { severity, conditions: [{ type: 'threshold', metric_path: 'cpu_busy', threshold: 80 }] },
    leftOut: [{ kind: 'receiver', words, instead: expect.stringContaining('notification-policy') }],
  });
});

test('what labels have for a value is no receiver and no tenant of ours', () => {
  const ai = new ConversationalAI([{ __name__: 'cpu_busy', tenant: 'acme_main', account: 'ops@example.com' }]);
  expect(exprOf('cpu_busy of ops@example.com above 80', ai)).toMatchObject([
    { labels: { account: 'ops@example.com' } },
  ]);
  expect(exprOf('cpu_busy above 80 in tenant acme_main', ai)).toMatchObject([{ labels: { tenant: 'acme_main' } }]);
});

test('a team that series are of narrows a rule', () => {
  const ai = new ConversationalAI([{ __name__: 'cpu_busy', team: 'payments' }]);
  expect(ai.understand({ text: 'cpu_busy above 80 of team payments' })).toMatchObject({
    draft: { conditions: [{ labels: { team: 'payments' } }] },
    leftOut: [],
  });
});

test.each([
  [
    'p99 latency of checkout above 500ms',
    'histogram_quantile(0.99, sum by (service, le) (rate(http_request_duration_seconds_bucket{service="checkout"}[5m]))) > 0.5',
  ],
  [
    'API response time above 500ms',
    'histogram_quantile(0.95, sum by (service, le) (rate(http_request_duration_seconds_bucket[5m]))) > 0.5',
  ],
])('what series are told apart by is a label that they have: %s', (text, expr) => {
  expect(exprOf(text)).toEqual(promql(expr));
});

test('series that have no label for a service are taken together', () => {
  const ai = new ConversationalAI([{ __name__: 'http_request_duration_seconds_bucket', le: '1' }]);
  expect(exprOf('API response time above 500ms', ai)).toEqual(
    promql('histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket[5m]))) > 0.5'),
  );
});

test('a name is a value of the label that has it in other series, where none of the metric has come', () => {
  const ai = new ConversationalAI([{ __name__: 'orders_total', service: 'checkout' }]);
  for (const text of ['p99 latency of checkout above 500ms', 'p99 latency of service checkout above 500ms'])
    expect(exprOf(text, ai)).toEqual(
      promql(
        'histogram_quantile(0.99, sum by (job, le) (rate(http_request_duration_seconds_bucket{service="checkout"}[5m]))) > 0.5',
      ),
    );
});

test('of two severities each is offered with the answers to what else is open', () => {
  expect(shop.understand({ text: 'warn when cpu goes over 70%, critical when it goes over 90%' })).toMatchObject({
    kind: 'asked',
    code: 'two_severities',
    choices: [
      { label: 'MEDIUM, percent: 70', draft: { severity: 'MEDIUM', conditions: [{ threshold: 70 }] } },
      { label: 'MEDIUM, a share: 0.7', draft: { severity: 'MEDIUM', conditions: [{ threshold: 0.7 }] } },
      { label: 'CRITICAL, percent: 90', draft: { severity: 'CRITICAL', conditions: [{ threshold: 90 }] } },
      { label: 'CRITICAL, a share: 0.9', draft: { severity: 'CRITICAL', conditions: [{ threshold: 0.9 }] } },
    ],
  });
});

test.each([
  'node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes < 0.1',
  'rate(x[5m]) > 5',
  'sum(orders_total)',
])('pasted PromQL is named so: %s', (text) => {
  for (const ai of [shop, new ConversationalAI([])])
    expect(ai.understand({ text })).toMatchObject({
      kind: 'refused',
      code: 'promql',
      reason: expect.stringContaining('"type": "promql"'),
    });
});

test.each(['cpu_busy > 80', 'cpu_busy{host="web-1"} > 80'])('a comparison is a sentence as well: %s', (text) => {
  expect(exprOf(text)).toMatchObject([{ type: 'threshold', metric_path: 'cpu_busy', threshold: 80 }]);
});

const on = (metric: string, label: string, names: readonly string[]) =>
  names.map((name) => ({ __name__: metric, [label]: name }));

test('of metrics that answer to a word, the one is meant whose series are of all that was named', () => {
  const text = 'Alert me if CPU on web-1, web-2 and db-1 is above 85%';
  const narrowed = (metric: string) => promql(`${metric}{host=~"web-1|web-2|db-1"} > 85`);
  const one = new ConversationalAI([
    ...on('cpu_busy', 'host', ['web-1', 'web-2']),
    ...on('node_cpu_usage_percent', 'host', hosts),
    { __name__: 'process_cpu_total', host: 'web-1' },
  ]);
  expect(exprOf(text, one)).toEqual(narrowed('node_cpu_usage_percent'));
  const another = new ConversationalAI([
    ...on('cpu_usage', 'host', ['web-3']),
    ...on('node_cpu_usage_percent', 'host', hosts),
  ]);
  expect(exprOf(text, another)).toEqual(narrowed('node_cpu_usage_percent'));
  const both = new ConversationalAI([...on('cpu_busy', 'host', hosts), ...on('node_cpu_usage_percent', 'host', hosts)]);
  expect(both.understand({ text })).toMatchObject({
    kind: 'asked',
    question: 'Which metric is meant by "CPU"?',
    choices: [
      { label: 'cpu_busy, percent: 85', draft: { conditions: narrowed('cpu_busy') } },
      { label: 'cpu_busy, a share: 0.85', draft: { conditions: [{ expr: expect.stringContaining('> 0.85') }] } },
      { label: 'node_cpu_usage_percent', draft: { conditions: narrowed('node_cpu_usage_percent') } },
    ],
  });
});
