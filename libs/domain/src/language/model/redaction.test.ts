import fc from 'fast-check';
import { Redaction } from './redaction.js';

const redaction = (all = '', known: readonly string[] = []) => new Redaction(all, (word) => known.includes(word));

test.each([
  ['mail jane.doe@example.org when cpu is above 80', 'mail REDACTED_EMAIL_1 when cpu is above 80'],
  ['cpu on 10.1.2.3 above 80', 'cpu on REDACTED_ADDRESS_1 above 80'],
  ['cpu on 10.1.2.3:9100, above 80', 'cpu on REDACTED_ADDRESS_1, above 80'],
  ['cpu on fe80::1 above 80', 'cpu on REDACTED_ADDRESS_1 above 80'],
  ['cpu on [2001:db8::7]:9100 above 80', 'cpu on REDACTED_ADDRESS_1 above 80'],
  ['is https://shop.example/pay?x=1 down?', 'is REDACTED_HOST_1 down?'],
  ['cpu on db-01.internal.example above 80', 'cpu on REDACTED_HOST_1 above 80'],
  ['cpu on web-1 and web-2 above 80', 'cpu on REDACTED_HOST_1 and REDACTED_HOST_2 above 80'],
  ['host=web-1 above 80', 'host=REDACTED_HOST_1 above 80'],
  ['password is hunter2 and cpu above 80', 'password is REDACTED_KEY_1 and cpu above 80'],
  ['password=hunter2 cpu above 80', 'password=REDACTED_KEY_1 cpu above 80'],
  ['Authorization: Bearer abc', 'Authorization: Bearer REDACTED_KEY_1'],
  ['key sk-abcdefghijklmnop', 'key REDACTED_KEY_1'],
  ['ghp_16C7e42F292c6912E7710c838347Ae178B4a', 'REDACTED_KEY_1'],
  ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.sig', 'REDACTED_KEY_1'],
  ['id a3f2504e-4f89-11d3-9a0c-0305e82c3301', 'id REDACTED_HOST_1'],
])('%s', (text, shown) => expect(redaction().text(text)).toBe(shown));

test.each([
  'p95 latency above 500ms for 5 minutes',
  'error rate above 2.5% over the last 10m',
  'cpu_usage > 80 and memory_usage > 90',
  'disk usage of / above 90 %',
  'alert when node_load5 is above 8, e.g. at night',
  'between 09:00 and 17:30',
])('says as it is: %s', (text) => expect(redaction().text(text)).toBe(text));

test('names of metrics and labels stay, though they look like hosts', () => {
  const text = 'system.cpu.load1 by service.name above 3';
  expect(redaction('', ['system.cpu.load1', 'service.name']).text(text)).toBe(text);
  expect(redaction().text(text)).not.toBe(text);
});

test('values of labels of machines and people are kept back whole, and are the same word in a text', () => {
  const own = redaction();
  expect(own.labelValue('instance', 'bastion:9100')).toBe('REDACTED_HOST_1');
  expect(own.labelValue('customer', 'Jane Doe Ltd')).toBe('REDACTED_NAME_1');
  expect(own.labelValue('env', 'production')).toBe('production');
  expect(own.labelValue('note', 'ask joe@example.org')).toBe('ask REDACTED_EMAIL_1');
  expect(own.text('cpu on Bastion above 80 for jane doe ltd in production')).toBe(
    'cpu on REDACTED_HOST_1 above 80 for REDACTED_NAME_1 in production',
  );
  // The first letter is two in lower case.
  expect(own.text('\u0130\u0130\u0130 for Jane Doe Ltd')).not.toMatch(/jane|doe|ltd/i);
  expect(own.restored('REDACTED_HOST_1')).toBe('bastion:9100');
  expect(own.restored('REDACTED_HOST_9')).toBe('REDACTED_HOST_9');
});

test('no placeholder is a word that was there before', () => {
  const text = 'REDACTED_HOST_1 and web-1';
  const own = redaction(text);
  expect(own.text(text)).toBe('REDACTED_HOST_1 and REDACTEDX_HOST_1');
  expect(own.restoredWithin('REDACTED_HOST_1 and REDACTEDX_HOST_1', (value) => value)).toBe(text);
});

test('whatever is said, what was kept back comes back, and no secret that was planted is left', () => {
  const secret = fc.constantFrom('joe@example.org', '192.168.7.13', 'sk-live-0123456789abcdef', 'db-7.corp.example');
  const filler = fc.array(fc.constantFrom('cpu', 'above', '80', '%', 'on', ',', 'for', '5m', 'REDACTED_', '"'));
  fc.assert(
    fc.property(filler, secret, filler, (before, planted, after) => {
      const text = [...before, planted, ...after].join(' ');
      const own = redaction(text);
      const shown = own.text(text);
      expect(shown).not.toContain(planted);
      expect(own.restoredWithin(shown, (value) => value)).toBe(text);
    }),
  );
});
