import { LabelSet } from '../plan/label-set.js';
import { draftOfGroup } from './draft-of-group.js';
import { parseRuleFile } from '../groups/rule-file.js';
import { ruleGroupOf } from '../groups/rule-group-document.js';
import { readCsvIncidents, readJsonIncidents } from './read-incidents.js';
import { readCsvSamples, readExposition } from './read-samples.js';
import { readTime } from './read-time.js';

const columns = (read: ReturnType<typeof readExposition>): unknown =>
  read.kind === 'read'
    ? read.series.map(({ labels, times, values }) => [labels, Array.from(times), Array.from(values)])
    : read.finding;

test('samples are read by their series and by time, the first of each time', () => {
  const text = [
    '# HELP up Whether it is up.',
    'up{job="a"} 1 2000',
    'up {job="a",} 0 1000',
    'up{job="a"} 7 2000',
    'up NaN -5',
    'odd{path="a } \\" b"}\t+Inf\t3',
    '',
  ].join('\n');
  expect(columns(readExposition(text))).toEqual([
    [{ __name__: 'up', job: 'a' }, [1000, 2000], [0, 1]],
    [{ __name__: 'up' }, [-5], [Number.NaN]],
    [{ __name__: 'odd', path: 'a } " b' }, [3], [Number.POSITIVE_INFINITY]],
  ]);
});

test.each([
  ['up 1', 'the sample has no time'],
  ['up{job="a"} x 1', '"x" is no value'],
  ['up 1 1.5', 'is no time in milliseconds'],
  ['up 1 1 # {trace="x"} 1', 'is no time in milliseconds'],
  ['up{job=} 1 1', 'up'],
])('a line that cannot be read is named: %s', (line, message) => {
  expect(columns(readExposition(`up 1 1\n${line}\n`))).toEqual({ line: 2, message: expect.stringContaining(message) });
});

test('a CSV of one series has its times in any form, with a heading or without', () => {
  const labels = LabelSet.of({ job: 'a' }, 'up');
  const text = 'timestamp,value\n1970-01-01 00:00:01,5\n2,6\n1970-01-01T00:00:03Z,\n1970-01-01T01:00:04+01:00,8\r\n';
  expect(columns(readCsvSamples(text, labels))).toEqual([
    [{ __name__: 'up', job: 'a' }, [1000, 2000, 4000], [5, 6, 8]],
  ]);
  expect(columns(readCsvSamples('1,5\n2,x', labels))).toEqual({ line: 2, message: '"x" is no value' });
  expect(columns(readCsvSamples('1,5\nx,2', labels))).toEqual({ line: 2, message: '"x" is no time' });
});

test.each([
  ['1700000000', 1_700_000_000_000],
  ['1700000000.25', 1_700_000_000_250],
  ['1700000000000', 1_700_000_000_000],
  ['2023-11-14T22:13:20Z', 1_700_000_000_000],
  ['2023-11-14 22:13:20', 1_700_000_000_000],
  ['2023-11-14', 1_699_920_000_000],
  ['14.11.2023', null],
  ['2023-13-14', null],
  ['', null],
])('%s is the time %s', (text, time) => {
  expect(readTime(text)).toBe(time);
});

test('incidents are read from CSV and from JSON', () => {
  const incidents = [{ from: 1_000, to: 2_000 }];
  expect(readCsvIncidents('from,to\n1,2\n')).toEqual({ kind: 'read', incidents });
  expect(readCsvIncidents('1,2')).toEqual({ kind: 'read', incidents });
  expect(readJsonIncidents('[{"from": 1, "to": "1970-01-01T00:00:02Z", "name": "x"}]')).toEqual({
    kind: 'read',
    incidents,
  });
  expect(readCsvIncidents('1,2\n5,4')).toMatchObject({ kind: 'refused', finding: { line: 2 } });
  for (const wrong of ['{', '{}', '[{"from": 2, "to": 1}]', '[{"from": 2}]'])
    expect(readJsonIncidents(wrong)).toMatchObject({ kind: 'refused' });
});

test('a group of a rule file, as it would be sent to be stored, is the same group', () => {
  const file = `groups:
- name: hosts
  interval: 90s
  query_offset: 30s
  limit: 5
  labels: {team: infra}
  rules:
  - record: a:b
    expr: sum(a)
  - alert: Down
    expr: up == 0
    for: 1h30m
    keep_firing_for: 5m
    labels: {severity: page}
    annotations: {summary: "{{ $value }}"}
`;
  const parsed = parseRuleFile(file);
  if (parsed.kind === 'refused') throw new Error(parsed.findings[0]?.message);
  const { at: _, ...group } = parsed.groups[0] as (typeof parsed.groups)[0] & { at: number };
  expect(ruleGroupOf(draftOfGroup(group))).toEqual(group);
});
