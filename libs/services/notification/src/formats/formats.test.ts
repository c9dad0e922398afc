import type { Receiver } from '@tocsin/contracts/topics/receivers';
import { NotificationOutSchema } from '@tocsin/contracts/topics/notifications-out';
import type { NotificationMessage } from '@tocsin/domain/alerting/notification-message';
import { DiscordMessageSchema, discordMarkup } from '@tocsin/testing/vendors/discord';
import { TeamsMessageSchema } from '@tocsin/testing/vendors/msteams';
import { PagerdutyEventSchema } from '@tocsin/testing/vendors/pagerduty';
import { slackControls, SlackMessageSchema } from '@tocsin/testing/vendors/slack';
import { telegramFinds, TelegramMessageSchema, telegramText } from '@tocsin/testing/vendors/telegram';
import fc from 'fast-check';
import { alertFor, messageFor } from '../message.fake.js';
import { prepareNotice, type ReceiverKeys } from '../prepare-notice.js';
import type { Outgoing } from './format.js';

const identity = { id: 'r1', tenant_id: 'acme', name: 'on-call', created_at: 0, send_resolved: true };
const sealed = { webhook_url: 'sealed' };
const receivers = {
  webhook: { ...identity, type: 'webhook', url: 'http://127.0.0.1:9900/hook' },
  email: { ...identity, type: 'email', to: ['a@example.org', 'b@example.org'] },
  slack: { ...identity, type: 'slack', sealed },
  msteams: { ...identity, type: 'msteams', sealed },
  discord: { ...identity, type: 'discord', sealed },
  pagerduty: { ...identity, type: 'pagerduty', url: 'http://127.0.0.1/v2/enqueue', sealed: { routing_key: 'sealed' } },
  telegram: {
    ...identity,
    type: 'telegram',
    chat_id: '-1',
    api_url: 'http://127.0.0.1/',
    sealed: { bot_token: 'sealed' },
  },
  kafka: { ...identity, type: 'kafka' },
} as const satisfies Record<string, Receiver>;

const secrets: Readonly<Record<string, string>> = {
  webhook_url: 'https://hooks.example/secret',
  routing_key: 'R'.repeat(32),
  bot_token: `1:${'t'.repeat(35)}`,
};
const keys: ReceiverKeys = {
  open: ({ field }, text) => (text === 'sealed' ? (secrets[field] ?? null) : null),
  signingSecretOf: () => 'whsec_c2VjcmV0',
};

function outgoing(receiver: Receiver, message: NotificationMessage = messageFor()): Outgoing {
  const prepared = prepareNotice({ id: 'n1', at: 1_763_900_000_000, message, receiver }, keys, 1_763_900_001_000);
  if (prepared.kind === 'impossible') throw new Error(prepared.reason);
  return prepared.outgoing;
}
function sentTo(receiver: Receiver, message?: NotificationMessage): { url: string; headers: object; body: never } {
  const made = outgoing(receiver, message);
  if (made.kind !== 'http') throw new Error(`${receiver.type} is not sent by HTTP`);
  return { ...made.request, body: JSON.parse(made.request.body) as never };
}
const over = messageFor({
  status: 'resolved',
  alerts: [alertFor({ status: 'resolved', endsAt: '2026-01-31T12:05:00Z' })],
});

describe('the formats', () => {
  it('a webhook gets the payload of Alertmanager, signed, with its idempotency key', () => {
    expect(sentTo(receivers.webhook)).toMatchObject({
      url: 'http://127.0.0.1:9900/hook',
      headers: { 'idempotency-key': 'n1', 'webhook-id': 'n1', 'webhook-signature': expect.stringMatching(/^v1,/) },
      body: { ...messageFor(), receiver: 'on-call' },
    });
  });

  it('a mail says the same as text and as HTML', () => {
    const made = outgoing(receivers.email);
    expect(made).toMatchObject({
      kind: 'mail',
      mail: { id: 'n1', to: ['a@example.org', 'b@example.org'], subject: '[FIRING:1] Busy (web-1)' },
    });
    const { text, html } = (made as Extract<Outgoing, { kind: 'mail' }>).mail;
    for (const part of [text, html]) expect(part).toContain('web-1 is busy');
    expect(html).toContain('<a href="http://tocsin.example/api/rules/r1">Rule</a>');
  });

  it('Slack gets a title, a text and a link to the rule', () => {
    const { url, body } = sentTo(receivers.slack);
    expect(url).toBe('https://hooks.example/secret');
    expect(SlackMessageSchema.parse(body)).toMatchObject({ text: '[FIRING:1] Busy (web-1)', mrkdwn: false });
    expect(slackControls(body)).toEqual(['http://tocsin.example/api/rules/r1|Rule']);
  });

  it('Teams gets a card whose colour tells whether it fires', () => {
    const colour = (message?: NotificationMessage) =>
      TeamsMessageSchema.parse(sentTo(receivers.msteams, message).body).attachments[0]?.content.body[0]?.inlines[0]
        ?.color;
    expect([colour(), colour(over)]).toEqual(['Attention', 'Good']);
  });

  it('Discord is told to follow no mention', () => {
    const body = DiscordMessageSchema.parse(sentTo(receivers.discord).body);
    expect(body).toMatchObject({
      allowed_mentions: { parse: [] },
      embeds: [{ url: 'http://tocsin.example/api/rules/r1' }],
    });
  });

  it('PagerDuty gets one incident a group: triggered, and resolved under the same key', () => {
    const [firing, resolved] = [sentTo(receivers.pagerduty).body, sentTo(receivers.pagerduty, over).body] as {
      dedup_key: string;
    }[];
    expect(PagerdutyEventSchema.parse(firing)).toMatchObject({
      event_action: 'trigger',
      payload: { severity: 'error', source: 'web-1', summary: '[FIRING:1] Busy (web-1)' },
    });
    expect(PagerdutyEventSchema.parse(resolved)).toMatchObject({
      event_action: 'resolve',
      dedup_key: firing?.dedup_key,
    });
    const other = sentTo(receivers.pagerduty, messageFor({ groupKey: 'another' })).body as { dedup_key: string };
    expect(other.dedup_key).not.toBe(firing?.dedup_key);
  });

  it.each([
    [['info', 'critical'], 'critical'],
    [['low', 'medium'], 'warning'],
    [['info'], 'info'],
    [['page'], 'warning'],
  ])('severities %j are %s to PagerDuty', (found, severity) => {
    const alerts = found.map((one) => alertFor({ severity: one }));
    expect(sentTo(receivers.pagerduty, messageFor({ alerts })).body).toMatchObject({ payload: { severity } });
  });

  it('Telegram gets HTML, to the address that holds the token', () => {
    const { url, body } = sentTo({ ...receivers.telegram, message_thread_id: 7 });
    expect(url).toBe(`http://127.0.0.1/bot${secrets['bot_token'] ?? ''}/sendMessage`);
    expect(TelegramMessageSchema.parse(body)).toMatchObject({
      chat_id: '-1',
      message_thread_id: 7,
      parse_mode: 'HTML',
    });
  });

  it('the log gets an event that names tenant and receiver', () => {
    const made = outgoing(receivers.kafka);
    expect(made).toMatchObject({ kind: 'log', event: { id: 'n1', tenant_id: 'acme', receiver_id: 'r1' } });
    expect(NotificationOutSchema.safeParse((made as Extract<Outgoing, { kind: 'log' }>).event).success).toBe(true);
  });

  it('an event of the log is no larger than a record may be, and says what was left out', () => {
    const labels = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`l${i}`, 'é'.repeat(1_000)]));
    const alerts = Array.from({ length: 100 }, () => alertFor({ labels }));
    const { event } = outgoing(receivers.kafka, messageFor({ alerts, truncatedAlerts: 5 })) as Extract<
      Outgoing,
      { kind: 'log' }
    >;
    expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThan(1_000_000);
    expect(event.message.truncatedAlerts + event.message.alerts.length).toBe(105);
    expect(event.message.alerts.length).toBeGreaterThan(20);
  });

  it.each(Object.values(receivers))('$type is sent the same each time', (receiver) => {
    expect(outgoing(receiver)).toEqual(outgoing(receiver));
  });

  it('a secret that cannot be opened any more is named, and nothing is sent', () => {
    const stranger = { ...receivers.slack, sealed: { webhook_url: 'of another platform' } };
    expect(prepareNotice({ id: 'n', at: 0, message: messageFor(), receiver: stranger }, keys, 0)).toEqual({
      kind: 'impossible',
      reason: 'the secret "webhook_url" cannot be read any more; write it to the receiver again',
    });
  });

  it('a runbook is linked where it is an address of the web, and nowhere else', () => {
    const linked = (runbook_url: string) =>
      slackControls(sentTo(receivers.slack, messageFor({ commonAnnotations: { runbook_url } })).body).length;
    expect(['https://wiki.example/busy', 'javascript:alert(1)', 'nonsense', ''].map(linked)).toEqual([2, 1, 1, 1]);
  });
});

/** Labels as somebody would write them who wants more than to be shown. */
const hostileText = fc.oneof(
  fc.constantFrom(
    '@everyone', '@here', '<!channel>', '<!here|here>', '<@U123>', '<https://evil.example|click>', '[click](https://evil.example)',
    '<a href="https://evil.example">x</a>', '</b></pre><b>', 'https://evil.example/x', 'evil.example', '&lt;!channel&gt;', '&amp;',
    '\\@everyone', '\\\\[x](http://evil.example)', '```', '||spoiler||', '{{ .Secret }}', '</AdaptiveCard>', '\r\nBcc: x@evil.example',
    '<script>alert(1)</script>', '\u0000', '\ud800', '…'.repeat(50), '<'.repeat(5_000), '&'.repeat(5_000), '\\'.repeat(3_000),
    '\n'.repeat(300), '"'.repeat(9_000), '😀'.repeat(3_000), 'x'.repeat(9_000),
  ),
  fc.string({ unit: 'binary', maxLength: 60 }),
); // prettier-ignore
const hostileMessage = fc
  .record({
    texts: fc.array(hostileText, { minLength: 3, maxLength: 3 }),
    count: fc.constantFrom(1, 2, 12),
    resolved: fc.boolean(),
  })
  .map(({ texts: [a = '', b = '', c = ''], count, resolved }) => {
    const status = resolved ? ('resolved' as const) : ('firing' as const);
    const labels = { alertname: a, instance: b, host: c };
    const alert = alertFor({ status, labels, annotations: { summary: b, description: c, runbook_url: a } });
    const alerts = Array.from({ length: count }, () => alert);
    return messageFor({ status, groupLabels: { alertname: a }, commonLabels: labels, alerts });
  });

describe('whatever labels hold', () => {
  const check = (body: (message: NotificationMessage) => void): void =>
    fc.assert(fc.property(hostileMessage, body), { numRuns: 50 });

  it('Slack takes it, and finds no mention and no link but our own', () => {
    check((message) => {
      const { body } = sentTo(receivers.slack, message);
      SlackMessageSchema.parse(body);
      expect(slackControls(body)).toEqual(['http://tocsin.example/api/rules/r1|Rule']);
    });
  });

  it('Teams takes it, in 28 KB', () => {
    check((message) => {
      const { body } = sentTo(receivers.msteams, message);
      TeamsMessageSchema.parse(body);
      expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThanOrEqual(28 * 1_024);
    });
  });

  it('Discord takes it, and finds no markup', () => {
    check((message) => {
      const { content, embeds = [] } = DiscordMessageSchema.parse(sentTo(receivers.discord, message).body);
      for (const text of [content, ...embeds.map(({ description = '' }) => description)])
        expect(discordMarkup(text)).toEqual([]);
    });
  });

  it('Telegram takes it, and finds no mention, no link but our own, and no tag', () => {
    check((message) => {
      const { text } = TelegramMessageSchema.parse(sentTo(receivers.telegram, message).body);
      const shown = telegramText(text);
      expect(shown).not.toBeNull();
      expect(shown?.length).toBeLessThanOrEqual(4_096);
      expect(telegramFinds(shown ?? '')).toEqual([]);
      expect([...text.matchAll(/href="([^"]*)"/g)].map(([, url]) => url)).toEqual([
        'http://tocsin.example/api/rules/r1',
      ]);
    });
  });

  it('PagerDuty takes it, within 512 kB', () => {
    check((message) => {
      const { body } = sentTo(receivers.pagerduty, message);
      PagerdutyEventSchema.parse(body);
      expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThanOrEqual(512_000);
    });
  });

  it('a mail has one line of subject, and no markup but ours', () => {
    check((message) => {
      const made = outgoing(receivers.email, message) as Extract<Outgoing, { kind: 'mail' }>;
      expect(made.mail.subject).not.toMatch(/\p{Cc}/u);
      expect(made.mail.subject.length).toBeLessThanOrEqual(200);
      const tags = [...made.mail.html.matchAll(/<\/?(\w+)/g)].map(([, name]) => name);
      expect(new Set(tags)).toEqual(new Set(['div', 'h3', 'p', 'a']));
    });
  });
});
