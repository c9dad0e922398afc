import { mentionsOf, type MentionSource } from './mentions.js';

const source = (name: string, ...values: [string, unknown][]): MentionSource => ({
  name,
  of: (tenant) => (tenant === 'acme' ? values : []),
});

test('a name is found in every field and key, however it is written, and in no other tenant', () => {
  const sources = [
    source('silences', ['s1', { comment: 'for Ann@ACME.com', matchers: [{ value: 'x' }, { value: 'ann@acme.com' }] }]),
    source('rules', ['r1', { labels: { 'ann@acme.com': 1 } }], ['r2', { name: 'Annual' }]),
  ];
  expect(mentionsOf(sources, 'acme', 'ann@acme.com')).toEqual({
    found: [
      { in: 'silences', id: 's1', field: 'comment' },
      { in: 'silences', id: 's1', field: 'matchers.1.value' },
      { in: 'rules', id: 'r1', field: 'labels.ann@acme.com' },
    ],
    searched: [
      { what: 'silences', count: 1 },
      { what: 'rules', count: 2 },
    ],
    isCut: false,
  });
  expect(mentionsOf(sources, 'globex', 'ann@acme.com').found).toEqual([]);
});

test.each(['e', 'ed', 'eve', 'Zoe\u0301'])(
  '%s is found where it stands as a whole word, however long it is',
  (name) => {
    const texts = [`ask ${name.toUpperCase()}, please`, `x${name}x`, `${name}1`].map((text) => text.normalize('NFC'));
    const sources = [source('rules', ...texts.map((text, i): [string, unknown] => [`r${i}`, { name: text }]))];
    expect(mentionsOf(sources, 'acme', name).found).toEqual([{ in: 'rules', id: 'r0', field: 'name' }]);
  },
);

test("names of the platform's own fields are nobody's, and names that people chose are looked through", () => {
  const value = {
    severity: 'HIGH',
    service_accounts: 1,
    eve: 1,
    labels: { eve: '1' },
    group_labels: { 'on-eve': '1' },
  };
  const action = { kind: 'webhook', body: { owners: [{ eve: true }] } };
  const series: MentionSource = { ...source('series', ['up', { eve: '1' }]), hasOwnNames: true };
  expect(mentionsOf([source('rules', ['r1', value], ['r2', action]), series], 'acme', 'eve').found).toEqual([
    { in: 'rules', id: 'r1', field: 'labels.eve' },
    { in: 'rules', id: 'r1', field: 'group_labels.on-eve' },
    { in: 'rules', id: 'r2', field: 'body.owners.0.eve' },
    { in: 'series', id: 'up', field: 'eve' },
  ]);
  expect(mentionsOf([source('rules', ['r1', value])], 'acme', 'vic').found).toEqual([]);
});

test('of very many places some are told, and that there are more', () => {
  const values = Array.from({ length: 1_001 }, (_, i): [string, unknown] => [`r${i}`, { owner: 'ann' }]);
  const { found, isCut } = mentionsOf([source('rules', ...values)], 'acme', 'ann');
  expect([found.length, isCut]).toEqual([1_000, true]);
});
