import { readAlertmanagerConfiguration } from './alertmanager-import.js';

const known = (name: string) => (name === 'pager' ? [{ id: 'p1', type: 'webhook' }] : []);
const tenant = {
  receivers: known,
  idOf: (name: string, key: string) => `${name} ${key}`,
  refusalOfType: (): string | null => null,
};
const read = (text: string) => readAlertmanagerConfiguration(text, tenant);
const faults = (text: string): string[] => {
  const result = read(text);
  return result.kind === 'read' ? [] : result.findings.map(({ line, path, message }) => `${line}: ${path} ${message}`);
};

const whole = `
global:
  resolve_timeout: 5m
route:
  receiver: team
  group_by: [alertname, cluster]
  group_wait: 30s
  repeat_interval: 3h
  continue: false
  routes:
  - matchers: ['severity = critical', '{team=~"a|b", env!="test"}']
    receiver: pager
    continue: true
    mute_time_intervals: [nights]
  - match: { service: db }
    match_re: { owner: "x|y" }
    group_by: ['...']
    receiver: nobody
    routes:
    - active_time_intervals: [office]
receivers:
- name: team
  webhook_configs:
  - url: http://127.0.0.1:9900/hook
    send_resolved: false
    max_alerts: 10
- name: pager
  pagerduty_configs: [{ routing_key: secret }]
- name: nobody
inhibit_rules:
- source_matchers: [severity="critical"]
  target_match: { severity: warning }
  equal: [cluster]
time_intervals:
- name: office
  time_intervals:
  - weekdays: ['monday:friday']
    times: [{ start_time: '09:00', end_time: '17:00' }]
    location: Europe/Berlin
mute_time_intervals:
- name: nights
  time_intervals: [{ times: [{ start_time: '00:00', end_time: '06:00' }] }]
`;

test('a configuration becomes a policy; what cannot be taken over is told with its line', () => {
  expect(read(whole)).toEqual({
    kind: 'read',
    policy: {
      route: {
        receivers: ['team http://127.0.0.1:9900/hook'],
        group_by: ['alertname', 'cluster'],
        group_wait: '30s',
        repeat_interval: '3h',
        routes: [
          {
            matchers: ['severity="critical"', 'team=~"a|b"', 'env!="test"'],
            receivers: ['p1'],
            continue: true,
            mute_time_intervals: ['nights'],
          },
          {
            matchers: ['service="db"', 'owner=~"x|y"'],
            group_by: ['...'],
            receivers: [],
            routes: [{ matchers: [], active_time_intervals: ['office'] }],
          },
        ],
      },
      inhibit_rules: [
        { source_matchers: ['severity="critical"'], target_matchers: ['severity="warning"'], equal: ['cluster'] },
      ],
      time_intervals: [
        {
          name: 'office',
          time_intervals: [
            {
              weekdays: ['monday:friday'],
              times: [{ start_time: '09:00', end_time: '17:00' }],
              location: 'Europe/Berlin',
            },
          ],
        },
        { name: 'nights', time_intervals: [{ times: [{ start_time: '00:00', end_time: '06:00' }] }] },
      ],
    },
    receivers: [
      {
        id: 'team http://127.0.0.1:9900/hook',
        draft: { type: 'webhook', name: 'team', url: 'http://127.0.0.1:9900/hook', send_resolved: false },
        path: ['receivers', 0, 'webhook_configs', 0],
      },
    ],
    losses: [
      {
        path: 'global.resolve_timeout',
        line: 3,
        column: 3,
        message: 'is not taken over: receivers here have their own settings',
      },
      { path: 'receivers[0].webhook_configs[0].max_alerts', line: 26, column: 5, message: 'is not taken over' },
      {
        path: 'receivers[1].pagerduty_configs',
        line: 28,
        column: 3,
        message: 'is not taken over: the receiver named "pager" that is there is used as it is',
      },
    ],
    unheard: [],
  });
});

test('a route that would tell nobody is told, one that is meant to is not', () => {
  const told = read(`route:
  receiver: nobody
  routes:
  - receiver: chat
receivers:
- name: nobody
- name: chat
  slack_configs: [{ channel: '#alerts' }]
`);
  expect(told).toMatchObject({
    kind: 'read',
    unheard: [{ path: 'route.routes[0].receiver', line: 4, message: expect.stringContaining('would tell nobody') }],
    losses: [
      { line: 4 },
      { message: expect.stringContaining('`api_url`') },
      { message: expect.stringContaining('is not taken over') },
    ],
  });
});

const describedBy = (configs: string, globals = '{}') => {
  const result = read(`global: ${globals}
route: { receiver: r }
receivers:
- name: r
${configs}`);
  if (result.kind !== 'read') throw new Error(JSON.stringify(result.findings));
  return {
    drafts: result.receivers.map(({ draft }) => draft),
    losses: result.losses.map(({ path, line, message }) => `${line} ${path} ${message}`),
  };
};

test('each kind that there is here is made with all that it says, and with the settings of all', () => {
  const key = 'a1'.repeat(16);
  const told = { name: 'r' };
  expect(
    describedBy(
      `  slack_configs: [{ channel: '#a', title: '{{ .Status }}' }, { api_url: 'https://hooks.example/b', send_resolved: true }]
  email_configs: [{ to: 'a@example.com, B <b@example.com>', headers: { Subject: 'x {{ .Status }}', X-A: b }, require_tls: true }]
  pagerduty_configs: [{ routing_key: ${key}, description: 'page' }]
  telegram_configs: [{ bot_token: '1:${'x'.repeat(30)}', chat_id: -1001, message_thread_id: 7, message: '<b>x</b>' }]
  discord_configs: [{ webhook_url: 'https://discord.example/c', message: 'm' }]
  msteamsv2_configs: [{ webhook_url: 'https://teams.example/d' }]
`,
      '{ slack_api_url: "https://hooks.example/a", pagerduty_url: "https://events.example/v2" }',
    ),
  ).toEqual({
    drafts: [
      { ...told, type: 'slack', send_resolved: false, webhook_url: 'https://hooks.example/a', title: '{{ .Status }}' },
      { ...told, type: 'slack', send_resolved: true, webhook_url: 'https://hooks.example/b' },
      {
        ...told,
        type: 'email',
        send_resolved: false,
        to: ['a@example.com', 'b@example.com'],
        title: 'x {{ .Status }}',
      },
      {
        ...told,
        type: 'pagerduty',
        send_resolved: true,
        routing_key: key,
        url: 'https://events.example/v2',
        title: 'page',
      },
      {
        ...told,
        type: 'telegram',
        send_resolved: true,
        bot_token: `1:${'x'.repeat(30)}`,
        chat_id: '-1001',
        message_thread_id: 7,
        api_url: 'https://api.telegram.org',
      },
      { ...told, type: 'discord', send_resolved: true, webhook_url: 'https://discord.example/c', text: 'm' },
      { ...told, type: 'msteams', send_resolved: true, webhook_url: 'https://teams.example/d' },
    ],
    losses: [
      '5 receivers[0].slack_configs[0].channel is not taken over',
      '6 receivers[0].email_configs[0].headers.X-A is not taken over',
      '6 receivers[0].email_configs[0].require_tls is not taken over',
      "8 receivers[0].telegram_configs[0].message is not taken over, and the default's words are used: it writes markup, and templates give plain text here",
    ],
  });
});

test.each([
  ['slack_configs: [{ api_url_file: /run/secret }]', '`api_url` stands in a file, which is not read'],
  ['pagerduty_configs: [{ service_key: abc }]', 'it names no `routing_key`'],
  ['pagerduty_configs: [{ routing_key: "<secret>" }]', 'routing_key cannot be taken over: it is no routing key'],
  ['telegram_configs: [{ bot_token: no, chat_id: 1 }]', "bot_token cannot be taken over: it is no bot's token"],
  ['msteams_configs: [{ webhook_url: "https://x.example/" }]', 'Microsoft has ended connectors'],
  ['opsgenie_configs: [{ api_key: x }]', 'there is no such kind here; create a receiver named "r"'],
])('%s is a loss that says why', (configs, why) => {
  const { drafts, losses } = describedBy(`  ${configs}\n`);
  expect(drafts).toEqual([]);
  expect(losses.join('\n')).toContain(why);
  expect(losses.join('\n')).toContain('would tell nobody');
});

test('a template of a file is not taken over, and the receiver is made all the same', () => {
  const { drafts, losses } = describedBy(
    `  slack_configs: [{ api_url: 'https://hooks.example/a', text: '{{ template "team.text" . }}', title: '{{ .Nope' }]\n`,
  );
  expect(drafts).toMatchObject([{ type: 'slack' }]);
  expect(Object.keys(drafts[0] ?? {})).not.toContain('text');
  expect(losses).toHaveLength(2);
});

test('mail is a loss where the operator has named no server for it', () => {
  const noMail = { ...tenant, refusalOfType: () => 'the operator has named no server for mail' };
  const text = 'route: { receiver: r }\nreceivers: [{ name: r, email_configs: [{ to: a@example.com }] }]';
  expect(readAlertmanagerConfiguration(text, noMail)).toMatchObject({
    kind: 'read',
    receivers: [],
    losses: [{}, { message: 'cannot be taken over: the operator has named no server for mail' }],
  });
});

test('everything that is wrong is told, each with its line', () => {
  expect(
    faults(`route:
  receiver: team
  group_wait: soon
  routes:
  - receiver: gone
    matchers: ['a=~"("']
  - match: { a: b }
    mute_time_intervals: [nights]
    reciever: team
receivers:
- name: team
- name: team
time_intervals:
- name: x
  time_intervals: [{ location: Mars/Olympus }]
`),
  ).toEqual([
    '3: route.group_wait is not a duration between 0s and 31d, such as "5m"',
    '5: route.routes[0].receiver "gone" is none of the receivers',
    '6: route.routes[0].matchers[0] error parsing regexp: missing closing ): `(`',
    '9: route.routes[1].reciever field reciever is not known',
    '12: receivers[1].name "team" is the name of another one, too',
    '15: time_intervals[0].time_intervals[0].location is no time zone of the IANA database, such as "Europe/Berlin"',
  ]);
});

test.each([
  ['', '1:  is no configuration: it must be fields such as `route` and `receivers`'],
  ['receivers: []', '1: route is missing: it says who is told of what'],
  ['route: {receiver: a}\nreceivers: [{name: a}]\nalerts: []', '3: alerts field alerts is not known'],
  [
    'route: {receiver: a, routes: [{mute_time_intervals: [n]}]}\nreceivers: [{name: a}]',
    '1: route.routes[0].mute_time_intervals[0] "n" is no time interval of this policy',
  ],
  ['a: [', '1:  Flow sequence in block collection must be sufficiently indented and end with a ] at line 1, column 5:'],
])('%j is refused', (text, fault) => expect(faults(text)).toContain(fault));
