import { readRuleImport } from './rule-import.js';

const wrong = new Map([
  [3, 'expr: up ==='],
  [77, 'expr: up, for: soon'],
  [150, 'expr: up, color: red'],
]);
const file = `groups:
- name: many
  rules:
${Array.from({ length: 200 }, (_, i) => `  - {alert: A${i}, ${wrong.get(i) ?? 'expr: up == 0, labels: {n: 1}'}}`).join('\n')}
`;

test('of 200 rules three are wrong: 197 can be taken, and all three are explained with their places', () => {
  const read = readRuleImport(file, 'prometheus');
  expect(read.groups.map(({ rules }) => rules.length)).toEqual([197]);
  expect(read.refused).toBe(3);
  expect(read.findings.map(({ subject, path, line }) => [subject, path, line])).toEqual([
    ['many/A3', 'groups[0].rules[3].expr', 7],
    ['many/A77', 'groups[0].rules[77].for', 81],
    ['many/A150', 'groups[0].rules[150].color', 154],
  ]);
  expect(read.findings.map(({ message }) => /rule (\d+)/.exec(message)?.[1])).toEqual(['4', '78', '151']);
  for (const { message, column } of read.findings) {
    expect(message).not.toBe('');
    expect(message).not.toContain('rule 1,');
    expect(column).toBeGreaterThan(1);
  }
});

test('a group that is wrong as a whole is told once, with all its rules', () => {
  const read = readRuleImport(
    'groups: [{name: a, interval: soon, rules: [{alert: A, expr: up}, {alert: B, expr: up}]}]',
    'prometheus',
  );
  expect(read).toMatchObject({ groups: [], refused: 2, findings: [{ subject: 'a', path: 'groups[0].interval' }] });
  const twice = readRuleImport(
    'groups: [{name: a, rules: [{alert: A, expr: up}]}, {name: a, rules: []}]',
    'prometheus',
  );
  expect(twice).toMatchObject({ groups: [{ name: 'a' }], refused: 1, findings: [{ path: 'groups[1].name' }] });
});

test('resources of the operator are read from several documents, and what else stands there is told', () => {
  const resource = (name: string, group: string): string =>
    `apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: {name: ${name}, namespace: ops}\nspec:\n  groups:\n  - name: ${group}\n    rules: [{alert: A, expr: up == 0}]\n`;
  const text = `${resource('a', 'g1')}---\nkind: ConfigMap\nmetadata: {name: c}\n---\n${resource('b', 'g2')}`;
  const read = readRuleImport(text, 'prometheus-crd');
  expect(read.groups.map(({ name }) => name)).toEqual(['g1', 'g2']);
  expect(read.losses).toMatchObject([{ subject: 'c', what: 'ConfigMap' }]);
});

test('documents of our own are rules and groups, with numbers that are numbers', () => {
  const rule =
    'kind: rule\nname: CPU\nseverity: HIGH\ncategory: infrastructure\nconditions: [{type: threshold, metric_path: cpu, operator: ">", threshold: 80}]\n';
  const read = readRuleImport(
    `${rule}---\n${rule.replace('HIGH', 'high')}---\nkind: rule-group\nname: g\nrules: []\n---\nkind: dashboard\n`,
    'yaml',
  );
  expect(read.rules).toMatchObject([{ name: 'CPU', status: 'active' }]);
  expect(read.groups).toEqual([{ name: 'g', rules: [] }]);
  expect(read.findings.map(({ path, line }) => [path, line])).toEqual([
    ['', 17],
    ['severity', 9],
  ]);
});

test('what is no file of rules, or would reach a prototype, is refused', () => {
  for (const text of [
    '- [',
    'x',
    '[]',
    '__proto__: {groups: []}',
    'groups: [{name: g, labels: {__proto__: x}, rules: []}]',
  ])
    expect(readRuleImport(text, 'prometheus')).toMatchObject({ groups: [], rules: [] });
  expect(Object.keys(Object.prototype)).toEqual([]);
});
