import { alertFor, messageFor } from '../message.fake.js';
import { writeTexts } from './write-texts.js';

const now = Date.parse('2026-01-31T12:10:00Z');
const write = (receiver: { title?: string; text?: string }, message = messageFor()) =>
  writeTexts(message, { name: 'on-call', ...receiver }, now);

const resolved = alertFor({
  status: 'resolved',
  labels: { alertname: 'Busy', instance: 'web-2', zone: 'eu' },
  annotations: {},
  endsAt: '2026-01-31T12:05:00.000Z',
  value: null,
});

test('without templates, the words are good to read', () => {
  const alert = alertFor({
    annotations: { summary: 'web-1 is busy', description: 'For ten minutes.', runbook_url: 'https://wiki/busy' },
  });
  expect(write({}, messageFor({ alerts: [alert, resolved], truncatedAlerts: 3 }))).toEqual({
    title: '[FIRING:1] Busy (web-1)',
    fault: null,
    text: [
      'web-1 is busy',
      'For ten minutes.',
      'HIGH, since 2026-01-31 12:00:00 UTC, value 95.5',
      'instance=web-1',
      'Runbook: https://wiki/busy',
      '',
      'Resolved:',
      'Busy',
      'HIGH, since 2026-01-31 12:00:00 UTC, over since 12:05:00',
      'instance=web-2, zone=eu',
      '',
      '3 more alerts were left out.',
    ].join('\n'),
  });
});

test('of a group that is over, nothing fires', () => {
  const { title, text } = write({}, messageFor({ status: 'resolved', alerts: [resolved] }));
  expect(title).toBe('[RESOLVED] Busy (web-1)');
  expect(text.split('\n')[0]).toBe('Resolved:');
});

test('of many alerts, twenty are named', () => {
  const alerts = Array.from({ length: 500 }, (_, i) => alertFor({ annotations: { summary: `alert ${i} is here` } }));
  const { title, text } = write({}, messageFor({ alerts }));
  expect(title).toBe('[FIRING:500] Busy (web-1)');
  expect(text).toContain('alert 19 is here');
  expect(text).not.toContain('alert 20 is here');
  expect(text.split('\n').at(-1)).toBe('These are 20 of 500.');
});

test('templates of the receiver say what they say, a title in one line', () => {
  expect(write({ title: 'a\n{{ .Receiver }}', text: '{{ range .Alerts }}{{ .Labels.instance }}{{ end }}' })).toEqual({
    title: 'a on-call',
    text: 'web-1',
    fault: null,
  });
});

test.each([
  ['loops', '{{ range 1000000000 }}{{ end }}', 'too many steps'],
  ['blows up', '{{ $x := "ab" }}{{ range 64 }}{{ $x = print $x $x }}{{ end }}', 'too long a text'],
  ['calls itself', '{{ define "a" }}{{ template "a" . }}{{ end }}{{ template "a" . }}', 'nested too deep'],
  ['asks for what is not there', 'first\n{{ (index .Alerts 5).Status }}', 'line 2'],
])('a template that %s gives way to the default, which says so', (_what, text, why) => {
  const written = write({ text });
  expect(written.fault).toContain(why);
  expect(written.text).toContain('web-1 is busy');
  expect(written.text).toContain('(This is the default: the template of the text failed at line');
  expect(written.title).toBe('[FIRING:1] Busy (web-1)');
});

test('a message too large for the default is told in few words', () => {
  const labels = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`l${i}`, 'x'.repeat(2_000)]));
  const alerts = Array.from({ length: 10 }, () => alertFor({ labels }));
  expect(write({}, messageFor({ alerts }))).toMatchObject({ text: '10 alerts, firing' });
});
