import {
  addressesOf,
  type Receiver,
  ReceiverDraftSchema,
  ReceiverReplacementSchema,
  receivers,
  ReceiverSchema,
  SealedReceiverDraftSchema,
  seenReceiver,
  SeenReceiverSchema,
} from './receivers.js';

test('a receiver is a webhook unless it says otherwise', () => {
  expect(ReceiverDraftSchema.parse({ name: ' on-call ', url: 'http://127.0.0.1:9900/' })).toEqual({
    name: 'on-call',
    type: 'webhook',
    url: 'http://127.0.0.1:9900/',
    send_resolved: true,
  });
});

test('a receiver may name up to eight Alertmanagers by their base addresses', () => {
  const urls = Array.from({ length: 8 }, (_, i) => `http://127.0.0.1:${9093 + i}/prefix`);
  const draft = { name: 'ams', type: 'alertmanager', urls };
  expect(ReceiverDraftSchema.parse(draft)).toEqual(draft);
});

test.each([
  ['no address', { urls: [] }, 'urls'],
  ['nine addresses', { urls: Array.from({ length: 9 }, () => 'http://a') }, 'urls'],
  ['an address of something else', { urls: ['ftp://a'] }, 'urls.0'],
  ['an address that is none', { urls: ['http://a', 'a'] }, 'urls.1'],
  ['a query', { urls: ['http://a/?x=1'] }, 'urls.0'],
  ['a fragment', { urls: ['http://a/#x'] }, 'urls.0'],
  ['what belongs to a webhook', { urls: ['http://a'], url: 'http://a' }, ''],
  ['an unknown type', { type: 'pigeon' }, 'type'],
])('an Alertmanager receiver with %s is refused', (_what, over, path) => {
  const result = ReceiverDraftSchema.safeParse({ name: 'ams', type: 'alertmanager', ...over });
  expect(result.error?.issues.map((issue) => issue.path.join('.'))).toContain(path);
});

test('an unknown type is answered with the known ones', () => {
  const result = ReceiverDraftSchema.safeParse({ name: 'x', type: 'mail' });
  expect(result.error?.issues.map(({ message }) => message)).toEqual([
    'is none of "webhook", "email", "slack", "msteams", "discord", "pagerduty", "telegram", "kafka", "alertmanager"',
  ]);
});

const vendors = [
  { name: 'a', type: 'email', to: ['on-call@example.org'] },
  { name: 'a', type: 'slack', webhook_url: 'https://hooks.slack.example/services/T0/B0/x' },
  { name: 'a', type: 'msteams', webhook_url: 'https://flows.example/invoke?sig=x' },
  { name: 'a', type: 'discord', webhook_url: 'https://discord.example/api/webhooks/1/x' },
  { name: 'a', type: 'pagerduty', routing_key: 'R'.repeat(32) },
  { name: 'a', type: 'telegram', chat_id: '-100123', bot_token: `1:${'t'.repeat(35)}` },
  { name: 'a', type: 'kafka' },
];

test.each(vendors)('a receiver of the type $type is taken', (draft) => {
  expect(ReceiverDraftSchema.parse(draft)).toMatchObject({ ...draft, send_resolved: true });
});

test.each(vendors.filter((draft) => Object.keys(draft).some((key) => /webhook_url|key|token/.test(key))))(
  'the secret of $type is needed at first, and may be left out when the receiver is replaced',
  ({ webhook_url: _url, routing_key: _key, bot_token: _token, ...rest }) => {
    expect(ReceiverDraftSchema.safeParse(rest).success).toBe(false);
    expect(ReceiverReplacementSchema.safeParse(rest).success).toBe(true);
  },
);

test('a secret in clear fits neither the command nor what is kept', () => {
  const draft = {
    name: 'a',
    type: 'slack',
    webhook_url: 'https://hooks.slack.example/x',
    sealed: { webhook_url: 'v1.x' },
  };
  expect(SealedReceiverDraftSchema.safeParse(draft).success).toBe(false);
  expect(ReceiverSchema.safeParse({ ...draft, id: 's', tenant_id: 'acme', created_at: 0 }).success).toBe(false);
});

test('a receiver is shown with the names of its secrets alone', () => {
  const sealed = receivers.examples.find(({ type }) => type === 'slack') as Receiver;
  expect(seenReceiver(sealed)).toMatchObject({ type: 'slack', secrets: ['webhook_url'] });
  expect(JSON.stringify(seenReceiver(sealed))).not.toContain('v1.');
  expect(SeenReceiverSchema.parse(seenReceiver(sealed))).toEqual(seenReceiver(sealed));
});

test.each([
  ['telegram', { chat_id: 'somebody', bot_token: `1:${'t'.repeat(35)}` }],
  ['telegram', { chat_id: '1', bot_token: '1:../../x' }],
  ['telegram', { chat_id: '1', bot_token: `1:${'t'.repeat(35)}`, api_url: 'https://a/?x' }],
  ['pagerduty', { routing_key: 'short' }],
  ['email', { to: [] }],
  ['email', { to: ['a@example.org\r\nBcc: b@example.org'] }],
  ['kafka', { topic: 'of my own' }],
  ['webhook', { url: 'http://a/', rate_limit_per_minute: 0 }],
])('%s with %j is refused', (type, over) => {
  expect(ReceiverDraftSchema.safeParse({ name: 'a', type, ...over }).success).toBe(false);
});

test('every address is told with the path where it stands', () => {
  expect(receivers.examples.map((receiver) => addressesOf(receiver))).toEqual([
    [{ path: 'url', url: 'http://127.0.0.1:9900/hook' }],
    [
      { path: 'urls[0]', url: 'http://127.0.0.1:9093' },
      { path: 'urls[1]', url: 'http://127.0.0.1:9094' },
    ],
    [],
  ]);
});
