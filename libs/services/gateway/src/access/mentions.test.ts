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

test('a name of two letters counts where it stands alone', () => {
  const sources = [source('rules', ['r1', { name: 'Ed' }], ['r2', { name: 'edge' }])];
  expect(mentionsOf(sources, 'acme', 'ed').found).toEqual([{ in: 'rules', id: 'r1', field: 'name' }]);
});

test('of very many places some are told, and that there are more', () => {
  const values = Array.from({ length: 1_001 }, (_, i): [string, unknown] => [`r${i}`, { owner: 'ann' }]);
  const { found, isCut } = mentionsOf([source('rules', ...values)], 'acme', 'ann');
  expect([found.length, isCut]).toEqual([1_000, true]);
});
