import { discord, DISCORD_PATH, discordMarkup } from './discord.js';
import { msteams, MSTEAMS_PATH } from './msteams.js';
import { pagerduty, PAGERDUTY_PATH } from './pagerduty.js';
import { slack, SLACK_PATH, slackControls } from './slack.js';
import { telegram, TELEGRAM_CHAT, TELEGRAM_TOKEN, telegramFinds, telegramText } from './telegram.js';
import type { Vendor } from './vendor-server.js';

const telegramPath = `/bot${TELEGRAM_TOKEN}/sendMessage`;
const ask = (vendor: Vendor, path: string, body: unknown, bytes = 100) =>
  vendor({ method: 'POST', path, headers: { 'content-type': 'application/json' }, body, bytes });

const section = (text: string) => ({
  text: 'x',
  attachments: [{ blocks: [{ type: 'section', text: { type: 'mrkdwn', text } }] }],
});
const run = { type: 'TextRun', text: 'x' };
const card = (body: object[]) => ({
  type: 'message',
  attachments: [
    {
      contentType: 'application/vnd.microsoft.card.adaptive',
      contentUrl: null,
      content: {
        $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
        type: 'AdaptiveCard',
        version: '1.4',
        body,
      },
    },
  ],
});
const payload = { summary: 'x', source: 'x', severity: 'error' };
const trigger = { routing_key: 'R'.repeat(32), event_action: 'trigger', payload };
const message = (over: object) => ({ chat_id: TELEGRAM_CHAT, text: 'x', parse_mode: 'HTML', ...over });

describe('the stand-ins take what the vendors take', () => {
  it.each([
    ['slack', slack, SLACK_PATH, section('x'), 200],
    ['msteams', msteams, MSTEAMS_PATH, card([{ type: 'RichTextBlock', inlines: [run] }]), 202],
    ['discord', discord, DISCORD_PATH, { content: 'x' }, 204],
    ['pagerduty', pagerduty, PAGERDUTY_PATH, trigger, 202],
    ['telegram', telegram, telegramPath, message({}), 200],
  ])('%s', (_name, vendor, path, body, status) => expect(ask(vendor, path, body).status).toBe(status));
});

describe('the stand-ins refuse, in the words of the vendors,', () => {
  it.each([
    ['no JSON', SLACK_PATH, undefined, 400, 'invalid_payload'],
    ['a field that Slack does not know', SLACK_PATH, { ...section('x'), to: 'me' }, 400, 'invalid_payload'],
    ['a section of 3,001 characters', SLACK_PATH, section('x'.repeat(3_001)), 400, 'invalid_blocks'],
    ['a block that is none', SLACK_PATH, { text: 'x', blocks: [{ type: 'poem' }] }, 400, 'invalid_blocks'],
    ['nothing to say', SLACK_PATH, { text: '' }, 400, 'no_text'],
    ['another path', '/services/x', section('x'), 404, 'no_service'],
  ])('Slack: %s', (_what, path, body, status, answer) =>
    expect(ask(slack, path, body)).toEqual({ status, body: answer }),
  );

  it.each([
    ['a card without a body', card([]), 100, 400],
    ['a block that it does not know', card([{ type: 'Poem' }]), 100, 400],
    ['more than 28 KB', card([{ type: 'RichTextBlock', inlines: [run] }]), 28 * 1_024 + 1, 413],
  ])('Teams: %s', (_what, body, bytes, status) => expect(ask(msteams, MSTEAMS_PATH, body, bytes).status).toBe(status));

  it.each([
    ['2,001 characters', { content: 'x'.repeat(2_001) }, 50_035],
    ['nothing to say', { content: '' }, 50_006],
    [
      'embeds of 6,001 characters',
      { content: '', embeds: [1, 2].map(() => ({ description: 'x'.repeat(3_001) })) },
      50_035,
    ],
    ['its own name', { content: 'x', username: 'Discord' }, 50_035],
  ])('Discord: %s', (_what, body, code) =>
    expect(ask(discord, DISCORD_PATH, body)).toMatchObject({ status: 400, body: { code } }),
  );

  it.each([
    ['a severity of ours', { ...trigger, payload: { ...payload, severity: 'high' } }],
    ['a summary of 1,025 characters', { ...trigger, payload: { ...payload, summary: 'x'.repeat(1_025) } }],
    ['the end of nothing', { routing_key: 'R'.repeat(32), event_action: 'resolve' }],
    ['a key of 256 characters', { ...trigger, dedup_key: 'x'.repeat(256) }],
  ])('PagerDuty: %s', (_what, body) =>
    expect(ask(pagerduty, PAGERDUTY_PATH, body)).toMatchObject({ status: 400, body: { status: 'invalid event' } }),
  );

  it.each([
    ['a tag that is not closed', message({ text: '<b>x' }), "Bad Request: can't parse entities"],
    ['a tag that it does not know', message({ text: '<h1>x</h1>' }), "Bad Request: can't parse entities"],
    ['a sign that is not escaped', message({ text: 'a & b' }), "Bad Request: can't parse entities"],
    ['4,097 characters', message({ text: 'x'.repeat(4_097) }), 'Bad Request: message is too long'],
    ['nothing to say', message({ text: '<b> </b>' }), 'Bad Request: message text is empty'],
    ['another chat', message({ chat_id: '5' }), 'Bad Request: chat not found'],
  ])('Telegram: %s', (_what, body, description) =>
    expect(ask(telegram, telegramPath, body)).toMatchObject({ status: 400, body: { ok: false, description } }),
  );
});

test('what the vendors would find in a text is found here, too', () => {
  expect(slackControls({ text: 'a <!channel> <http://x|y> &lt;!here&gt;' })).toEqual(['!channel', 'http://x|y']);
  expect(discordMarkup('@everyone http://x *b* [t](u)')).toHaveLength(5);
  expect(discordMarkup('\\@everyone http\\://x \\*b\\*')).toEqual([]);
  expect(telegramText('<b>a &amp; b</b>')).toBe('a & b');
  expect(telegramFinds('@bob https://x.example evil.com')).toEqual(['@bob', 'https://x.example', 'evil.com']);
});
