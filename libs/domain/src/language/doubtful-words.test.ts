import { validateRuleDraft } from '../rules/config-validator.js';
import { ConversationalAI, type Understanding } from './conversational-ai.js';

const hosts = [
  { host: 'web-1', env: 'prod', role: 'web' },
  { host: 'web-2', env: 'staging', role: 'web' },
  { host: 'db-1', env: 'prod', role: 'db' },
];
const ai = new ConversationalAI([
  ...['cpu_usage', 'memory_usage', 'heartbeat'].flatMap((name) => hosts.map((host) => ({ __name__: name, ...host }))),
  ...['eu', 'us'].map((region) => ({ __name__: 'active_users', region })),
  { __name__: 'queue_depth', queue: 'a|b' },
  { __name__: 'queue_depth', queue: 'c' },
  { __name__: 'orders_total', region: 'eu' },
  { __name__: 'payment_failures_total', provider: 'visa' },
  { __name__: 'pg_settings_max_connections', job: 'pg' },
  { __name__: 'http_request_duration_seconds_bucket', job: 'shop', le: '1' },
  { __name__: 'log_events', message: 'started', service: 'shop' },
]);

function conditionsOf(understood: Understanding): unknown {
  if (understood.kind !== 'rule') return understood;
  expect(validateRuleDraft(understood.draft).kind).toBe('valid');
  return understood.draft.conditions;
}
const promql = (expr: string) => [{ type: 'promql', expr }];

test.each([
  ['cpu_usage on web-1 and web-2 above 80', promql('cpu_usage{host=~"web-1|web-2"} > 80')],
  ['cpu_usage above 80 on web-1, web-2 and db-1', promql('cpu_usage{host=~"web-1|web-2|db-1"} > 80')],
  ['web-1 and db-1 cpu_usage above 80', promql('cpu_usage{host=~"web-1|db-1"} > 80')],
  ['cpu_usage above 80 in production or staging', promql('cpu_usage{env=~"prod|staging"} > 80')],
  ['cpu_usage above 80 except on web-1 and web-2', promql('cpu_usage{host!~"web-1|web-2"} > 80')],
  ['queue_depth above 5 on a|b and c', { kind: 'refused', code: 'not_understood' }],
  [
    'heartbeat of web-1 or web-2 missing for 5 minutes',
    [
      {
        match: 'any',
        conditions: [
          { type: 'absence', labels: { host: 'web-1' }, window: '5m' },
          { type: 'absence', labels: { host: 'web-2' }, window: '5m' },
        ],
      },
    ],
  ],
  [
    'cpu_usage on web-1 and memory_usage on web-2 above 80',
    [
      { metric_path: 'cpu_usage', labels: { host: 'web-1' } },
      { metric_path: 'memory_usage', labels: { host: 'web-2' } },
    ],
  ],
  ['cpu_usage above 80 on web-1 and web-9', { kind: 'refused', reason: expect.stringContaining('"web-9"') }],
  ['cpu_usage above 80 on web-1 and production', { kind: 'refused', code: 'unknown_target' }],
])('several names: %s', (text, expected) => {
  expect(conditionsOf(ai.understand({ text }))).toMatchObject(expected);
});

test('names in a list are texts in the pattern that is made of them', () => {
  const understood = ai.understand({ text: 'queue_depth above 5 for the queues "a|b" and c' });
  expect(conditionsOf(understood)).toEqual(promql('queue_depth{queue=~"a\\\\|b|c"} > 5'));
});

test('where nothing was ever sent, names that differ in their numbers alone are a list', () => {
  const fresh = new ConversationalAI([]);
  expect(conditionsOf(fresh.understand({ text: 'load on web-1 and web-2 above 8' }))).toEqual(
    promql('node_load5{instance=~"web-1|web-2"} > 8'),
  );
  expect(fresh.understand({ text: 'load above 8 on web-1 and redis' })).toMatchObject({ kind: 'refused' });
});

test.each([
  ['cpu_usage is higher than memory_usage', promql('cpu_usage > memory_usage')],
  ['cpu_usage equals memory_usage', promql('cpu_usage == memory_usage')],
  [
    'cpu_usage above 80 and higher than memory_usage',
    [{ type: 'threshold', threshold: 80 }, ...promql('cpu_usage > memory_usage')],
  ],
  ['cpu_usage on web-1 above memory_usage', promql('cpu_usage{host="web-1"} > memory_usage{host="web-1"}')],
  [
    'payment failures exceed 2% of orders',
    promql('sum(rate(payment_failures_total[5m])) / sum(rate(orders_total[5m])) > 0.02'),
  ],
  ['cpu_usage above active_users', { kind: 'refused', code: 'strangers' }],
  ['cpu_usage higher than yesterday', { kind: 'refused', code: 'no_number' }],
])('comparisons: %s', (text, expected) => {
  expect(conditionsOf(ai.understand({ text }))).toMatchObject(expected);
});

test.each([
  ['if cpu_usage is ever zero', [{ type: 'threshold', operator: '==', threshold: 0 }]],
  ['cpu_usage above 80 or below 5', [{ match: 'any', conditions: [{ operator: '>' }, { operator: '<' }] }]],
  ['cpu_usage more than 80 or less than 5', [{ match: 'any', conditions: [{ operator: '>' }, { operator: '<' }] }]],
  ['cpu_usage is 80 or more', [{ type: 'threshold', operator: '>=', threshold: 80 }]],
  ['cpu_usage above 80 on every host except db-1', promql('cpu_usage{host!="db-1"} > 80')],
  ['active_users in us below 10', [{ labels: { region: 'us' } }]],
  ['please alert us when cpu_usage is above 80', [{ type: 'threshold', threshold: 80 }]],
  ['more than 500 active users in total', promql('sum(active_users) > 500')],
])('small words: %s', (text, expected) => {
  expect(conditionsOf(ai.understand({ text }))).toMatchObject(expected);
});

test('what was so for the past minutes is held for them', () => {
  expect(ai.understand({ text: 'cpu_usage has been over 80 for the past 10 minutes' })).toMatchObject({
    draft: { for: '10m', conditions: [{ type: 'threshold', threshold: 80 }] },
  });
});

test('a comparison is read in words', () => {
  expect(ai.understand({ text: 'cpu_usage is higher than memory_usage' })).toMatchObject({
    reading: 'Fires with severity MEDIUM when cpu_usage is above memory_usage.',
  });
});

test.each([
  [
    'logs contain "out of (memory" more than 3 times in 10 minutes',
    [
      {
        type: 'pattern',
        metric_path: 'log_events',
        label: 'message',
        pattern: 'out of \\(memory',
        window: '10m',
        operator: '>',
        threshold: 3,
      },
    ],
  ],
  ['the logs of shop mention "x"', [{ type: 'pattern', labels: { service: 'shop' }, window: '5m', threshold: 1 }]],
  ['logs contain out of memory', { kind: 'refused', code: 'no_text' }],
  ['cpu_usage contains "x"', { kind: 'refused', code: 'no_logs' }],
])('texts of events: %s', (text, expected) => {
  expect(conditionsOf(ai.understand({ text }))).toMatchObject(expected);
});

test('of two severities a rule each is offered', () => {
  expect(ai.understand({ text: 'cpu_usage above 80 warning and above 95 critical' })).toMatchObject({
    kind: 'asked',
    code: 'two_severities',
    choices: [
      { label: 'MEDIUM', draft: { severity: 'MEDIUM', conditions: [{ threshold: 80 }] } },
      { label: 'CRITICAL', draft: { severity: 'CRITICAL', conditions: [{ threshold: 95 }] } },
    ],
  });
  expect(ai.understand({ text: 'cpu_usage above 80 for 10m warning and above 95 critical' })).toMatchObject({
    choices: [{ draft: { for: '10m' } }, { draft: { for: '0' } }],
  });
  expect(ai.understand({ text: 'warning at 80, critical at 90 for cpu_usage' })).toMatchObject({
    kind: 'asked',
    code: 'two_severities',
    choices: [],
  });
});

test.each([
  ['do not alert when cpu_usage is above 80', 'negated'],
  ['no alert when heartbeat is missing', 'negated'],
  ['slack me not when cpu_usage is above 80', 'doubtful_receiver'],
  ['notify the team for 5 minutes when cpu_usage is above 80', 'doubtful_receiver'],
  ['urgent cpu_usage above 80', 'doubtful_word'],
  ['high alert when cpu_usage is above 80', 'doubtful_word'],
  ['cpu_usage above 1,5', 'doubtful_number'],
  ['cpu_usage above 80 percent of the time', 'beyond'],
  ['cpu_usage must not exceed 80', 'requirement'],
  ['cpu_usage should be above 80', 'requirement'],
  ['the rate of cpu_usage is above 5', 'not_counted'],
  ['cpu_usage too low above 80', 'contradiction'],
  ['cpu_usage above 80 for 5 minutes and memory_usage above 90', 'hold_of_which'],
  ['cpu_usage above 80 unless memory_usage is above 90 for 5 minutes', 'hold_of_which'],
  ['average cpu_usage above 80 and memory_usage above 90 over 10 minutes', 'window_of_which'],
  ['active_users below 10 in eu or', 'unfinished'],
  ['database latency above 50 ms', 'unknown_kind'],
  ['average cpu_usage is forecast to be above 80 in 1 hour', 'not_used'],
])('a word whose part is doubtful is not passed over: %s', (text, code) => {
  expect(ai.understand({ text })).toMatchObject({ kind: 'refused', code });
});

test.each([
  ['connections above 30', 'Which metric is meant by "connections"?'],
  ['all hosts are down', 'Is it enough that one of them is down, or must all be so at once?'],
])('what is not said clearly is asked back, though one reading was found: %s', (text, question) => {
  expect(ai.understand({ text })).toMatchObject({ kind: 'asked', question: expect.stringContaining(question) });
});

test('where nothing was ever sent, words that need not name a value are none', () => {
  const fresh = new ConversationalAI([]);
  expect(fresh.understand({ text: 'cpu usage above 80% with confidence' })).toMatchObject({ code: 'unknown_target' });
});

test.each([
  ['zorgle above 5', /"zorgle" is no metric, and no value of a label, that you send/],
  ['zorgle cpu_usage above 5', /"zorgle"/],
  ['queue dept above 5', /you send queue_depth/],
  [
    'zorgle free disk space above 5 GB',
    /"zorgle" could be anything, as no series of node_filesystem_\w+ has come yet, and no metric is called so/,
  ],
])('a refusal names the word that is not known, and what is near: %s', (text, reason) => {
  expect(ai.understand({ text })).toMatchObject({ kind: 'refused', reason: expect.stringMatching(reason) });
});
