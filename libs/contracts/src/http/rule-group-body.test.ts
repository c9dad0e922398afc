import fc from 'fast-check';
import { parseRuleFile } from '@tocsin/domain/groups/rule-file';
import { type RuleGroupDraft, RuleGroupDraftSchema, ruleGroupOf } from '@tocsin/domain/groups/rule-group-document';
import {
  readRuleFile,
  readRuleGroup,
  RULE_GROUPS_BYTES_MAX,
  type RuleGroupFinding,
  type RuleGroupsRead,
  writeRuleFile,
} from './rule-group-body.js';

const file = `# What a team has.
groups:
  - name: hosts
    interval: 30s
    limit: 5
    labels: {team: infra}
    rules:
      - record: ' instance:cpu:ratio '
        expr: 1 - avg by (instance) (rate(cpu{mode="idle"}[5m]))
      - alert: High
        expr: |
          instance:cpu:ratio
            > 0.8
        for: 10m
        keep_firing_for:
        annotations:
          summary: 'CPU of {{ $labels.instance }}'
  - name: empty
    interval: 0s
    rules:
`;
const groups = [
  {
    name: 'hosts',
    interval: '30s',
    limit: 5,
    labels: { team: 'infra' },
    rules: [
      { record: 'instance:cpu:ratio', expr: '1 - avg by (instance) (rate(cpu{mode="idle"}[5m]))' },
      {
        alert: 'High',
        expr: 'instance:cpu:ratio\n  > 0.8\n',
        for: '10m',
        annotations: { summary: 'CPU of {{ $labels.instance }}' },
      },
    ],
  },
  { name: 'empty', rules: [] },
];

function findingsOf(read: RuleGroupsRead): readonly RuleGroupFinding[] {
  if (read.kind !== 'refused') throw new Error(`it is ${read.kind}, not refused`);
  return read.findings;
}
const placesOf = (read: RuleGroupsRead) =>
  findingsOf(read).map(({ path, line, column }) => (line === undefined ? path : `${line}:${column} ${path}`));

describe('a rule file', () => {
  test('is read as it is written: durations, expressions and the labels of a group stay', () => {
    expect(readRuleFile({ yaml: file })).toEqual({ kind: 'read', groups });
    expect(readRuleFile({ json: { groups } })).toEqual({ kind: 'read', groups });
  });

  test('gives the groups that the reader of the domain gives', () => {
    const parsed = parseRuleFile(file);
    const read = readRuleFile({ yaml: file });
    if (parsed.kind !== 'parsed' || read.kind !== 'read') throw new Error('the file is sound');
    const [hosts] = read.groups.map(ruleGroupOf);
    expect(parsed.groups[0]).toMatchObject({ ...hosts });
  });

  test('may use anchors and aliases; those that lead nowhere or everywhere are refused', () => {
    const rules = 'rules: [{alert: A, expr: up, labels: &l {a: b}}, {alert: B, expr: up, labels: *l}]';
    expect(readRuleFile({ yaml: `groups: [{name: g, ${rules}}]` })).toMatchObject({
      kind: 'read',
      groups: [{ rules: [{}, { alert: 'B', labels: { a: 'b' } }] }],
    });
    expect(placesOf(readRuleFile({ yaml: 'groups: *none' }))).toEqual(['1:1 ']);
    const bomb = Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(', ')}]`);
    expect(placesOf(readRuleFile({ yaml: `a0: &a0 x\n${bomb.join('\n')}` }))).toEqual(['1:1 ']);
    expect(readRuleFile({ yaml: `groups: &a [${Array(50).fill('*a').join(', ')}]` }).kind).toBe('refused');
  });
});

describe('what is wrong in a rule file', () => {
  test('is found all at once, each with path, line and column', () => {
    const bad = file
      .replace('rate(cpu', 'rate(cpu{')
      .replace('for: 10m', 'for: ten')
      .replace('    interval: 0s', '    intervall: 1m')
      .replace('$labels.instance }}', '$labels.instance');
    const read = readRuleFile({ yaml: bad });
    expect(placesOf(read).sort()).toEqual(
      [
        '9:15 groups[0].rules[0].expr',
        '14:14 groups[0].rules[1].for',
        '17:11 groups[0].rules[1].annotations',
        '19:5 groups[1].intervall',
      ].sort(),
    );
    expect(
      findingsOf(read)
        .map(({ message }) => message)
        .join('\n'),
    ).toContain('could not parse expression');
  });

  test.each<[string, string, string]>([
    ['no YAML', 'groups: [', '1:10 '],
    ['a field twice', 'groups: []\ngroups: []', '2:1 '],
    ['two documents', 'groups: []\n---\ngroups: []', '2:1 '],
    ['no map', '- a', '1:1 '],
    ['nothing at all', '', '1:1 '],
    ['a name twice', 'groups:\n- name: a\n- name: a', '3:3 groups[1]'],
    ['a name that is too long', `groups:\n- name: ${'x'.repeat(300)}`, '2:9 groups[0].name'],
    ['a name to which no address leads', 'groups:\n- name: ..', '2:9 groups[0].name'],
    ['an interval that is too short', 'groups:\n- name: a\n  interval: 10ms', '3:13 groups[0].interval'],
    ['a limit that is too large', `groups:\n- name: a\n  limit: ${'9'.repeat(20)}`, '3:10 groups[0].limit'],
    [
      'a label that reaches the prototype',
      'groups: [{name: a, labels: {__proto__: x}}]',
      '1:29 groups[0].labels.__proto__',
    ],
    ['what the database cannot keep', 'groups: [{name: a, labels: {b: "\\0"}}]', '1:32 groups[0].labels.b'],
    [
      'a name of a rule that is too long',
      `groups:\n- name: a\n  rules:\n  - alert: ${'x'.repeat(300)}\n    expr: up`,
      '4:12 groups[0].rules[0].alert',
    ],
  ])('%s', (_name, yaml, place) => {
    expect(placesOf(readRuleFile({ yaml }))).toEqual([place]);
  });

  test('is found in JSON, too, by its path', () => {
    const json = { groups: [{ name: 'a', rules: [{ alert: 'A', expr: 'up ==', labels: { b: 1 } }] }] };
    expect(placesOf(readRuleFile({ json }))).toEqual(['groups[0].rules[0].expr']);
    const wrong = { groups: [{ name: 'a', limit: -1, rules: [{ record: 'A', expr: 'up', labels: { b: 1 } }] }] };
    expect(placesOf(readRuleFile({ json: wrong }))).toEqual(['groups[0].limit']);
    const labels = { groups: [{ name: 'a', rules: [{ record: 'A', expr: 'up', labels: { b: 1, c: '\ud800' } }] }] };
    const found = ['c', 'b'].map((name) => `groups[0].rules[0].labels.${name}`);
    expect(placesOf(readRuleFile({ json: labels }))).toEqual(found);
    for (const json of [undefined, null, 7, 'x', [], { group: [] }, { groups: {} }])
      expect(readRuleFile({ json }).kind).toBe('refused');
  });

  test('however deep it is nested', () => {
    for (const depth of [200, 5_000, 50_000]) {
      const nested = '['.repeat(depth) + ']'.repeat(depth);
      expect(readRuleFile({ yaml: `groups: ${nested}` }).kind).toBe('refused');
      expect(readRuleFile({ json: { groups: JSON.parse(nested) as unknown } }).kind).toBe('refused');
      expect(readRuleFile({ yaml: `groups:\n${'- '.repeat(depth)}` }).kind).toBe('refused');
    }
  });

  test('a file that is too large is refused before it is read, and one that grows by its aliases after', () => {
    const yaml = `# ${'x'.repeat(RULE_GROUPS_BYTES_MAX)}\ngroups: []`;
    expect(readRuleFile({ yaml })).toEqual({
      kind: 'too_large',
      bytes: RULE_GROUPS_BYTES_MAX + 13,
      bytesMax: RULE_GROUPS_BYTES_MAX,
    });
    const rule = `{alert: A, expr: up, annotations: &a {b: ${'x'.repeat(60_000)}}}`;
    const rules = Array(9).fill('{alert: B, expr: up, annotations: *a}').join(', ');
    expect(readRuleFile({ yaml: `groups: [{name: g, rules: [${rule}, ${rules}]}]` }).kind).toBe('too_large');
  });
});

describe('one group', () => {
  const rules = [{ alert: 'A', expr: 'up == 0' }];

  test('stands alone, with its name or without, or in a file', () => {
    const read = { kind: 'read', groups: [{ name: 'g', rules }] };
    expect(readRuleGroup({ json: { rules } }, 'g')).toEqual(read);
    expect(readRuleGroup({ json: { name: 'g', rules } }, 'g')).toEqual(read);
    expect(readRuleGroup({ json: { groups: [{ name: 'g', rules }] } }, 'g')).toEqual(read);
    expect(readRuleGroup({ yaml: '---\n# one\nname: g\nrules:\n- alert: A\n  expr: up == 0' }, 'g')).toEqual(read);
    expect(readRuleGroup({ yaml: writeRuleFile([{ name: 'g', rules }]) }, 'g')).toEqual(read);
  });

  test('has the name under which it is put, and is one', () => {
    expect(placesOf(readRuleGroup({ json: { name: 'other', rules } }, 'g'))).toEqual(['name']);
    expect(placesOf(readRuleGroup({ yaml: 'rules: []\nname: other' }, 'g'))).toEqual(['2:7 name']);
    expect(placesOf(readRuleGroup({ yaml: 'groups:\n- name: other' }, 'g'))).toEqual(['2:9 groups[0].name']);
    expect(placesOf(readRuleGroup({ yaml: 'groups:\n- name: g\n- name: h' }, 'g'))).toEqual(['2:1 groups']);
    expect(placesOf(readRuleGroup({ yaml: 'groups: []' }, 'g'))).toEqual(['1:9 groups']);
  });

  test('is told what is wrong by paths of its own', () => {
    expect(placesOf(readRuleGroup({ json: { rules: [{ alert: 'A', expr: '(' }] } }, 'g'))).toEqual(['rules[0].expr']);
    expect(placesOf(readRuleGroup({ yaml: 'rules:\n- alert: A\n  expr: (' }, 'g'))).toEqual(['3:9 rules[0].expr']);
    expect(placesOf(readRuleGroup({ json: { version: 3 } }, 'g'))).toEqual(['version']);
    expect(placesOf(readRuleGroup({ json: 7 }, 'g'))).toEqual(['', '']);
  });
});

const text = fc.string({ unit: 'binary', maxLength: 30 }).filter((one) => !one.includes('\0'));
const name = fc.string({ minLength: 1, maxLength: 20 }).filter((one) => one !== '.' && one !== '..');
const texts = fc.dictionary(
  fc.constantFrom('a', 'severity', 'Größe', 'yes', '1', 'x y', "it's: #"),
  fc.oneof(text, fc.constantFrom('yes', '0x1', '1e3', 'null', '', ' a', 'a\n', '\na\n\n', '# x', '{{ $value }}')),
  { minKeys: 1 },
);
const duration = fc.constantFrom('1s', '90m', '1h30m', '2d');
const draft: fc.Arbitrary<RuleGroupDraft> = fc
  .record(
    {
      name,
      interval: duration,
      query_offset: duration,
      limit: fc.nat(),
      labels: texts,
      rules: fc.array(
        fc.oneof(
          fc.record(
            {
              alert: name,
              expr: fc.constantFrom('up', 'a > 1\n', '{x="# \\n"}'),
              for: duration,
              labels: texts,
              annotations: texts,
            },
            { requiredKeys: ['alert', 'expr'] },
          ),
          fc.record(
            { record: fc.constantFrom('a:b', 'yes'), expr: fc.constant('up'), labels: texts },
            { requiredKeys: ['record', 'expr'] },
          ),
        ),
        { maxLength: 4 },
      ),
    },
    { requiredKeys: ['name', 'rules'] },
  )
  .map((group) => RuleGroupDraftSchema.parse(group))
  // What begins a template is one; whether it parses is not what is asked here.
  .filter((group) => !JSON.stringify(group).replaceAll('{{ $value }}', '').includes('{{'));

test('what is written as a rule file is read as the same groups', () => {
  fc.assert(
    fc.property(fc.uniqueArray(draft, { maxLength: 3, selector: ({ name: own }) => own }), (drafts) => {
      const yaml = writeRuleFile(drafts);
      expect(readRuleFile({ yaml })).toEqual({ kind: 'read', groups: drafts });
      expect(parseRuleFile(yaml).kind).toBe('parsed');
    }),
  );
});

test('an empty map is no labels, and no duration either', () => {
  const rule = { alert: 'a', expr: 'up', labels: {}, annotations: {} };
  expect(readRuleGroup({ json: { name: 'g', rules: [rule] } }, 'g').kind).toBe('read');
  const wrong = readRuleGroup({ json: { name: 'g', rules: [{ ...rule, keep_firing_for: {} }] } }, 'g');
  expect(findingsOf(wrong).map(({ path }) => path)).toEqual(['rules[0].keep_firing_for']);
});
