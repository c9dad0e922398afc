import fc from 'fast-check';
import { editedRuleOf, type Fields, fieldsOf, problemOf, textIn, typedIn, withValue } from './edited-rule.js';

const yaml = `# Why there is this rule.
name: CPU is high
conditions:
  - type: threshold # of one machine
    metric_path: cpu_usage
    operator: ">"
    threshold: 80
labels:
  team: web
`;
const edited = typedIn(editedRuleOf({}), 'yaml', yaml);

test('YAML is kept as it was typed, and says the same in JSON', () => {
  expect(textIn(edited, 'yaml')).toBe(yaml);
  expect(JSON.parse(textIn(edited, 'json'))).toEqual(fieldsOf(edited));
});

test('what the form or JSON changes leaves comments, order and all else as they were', () => {
  const byForm = withValue(edited, ['conditions', 0, 'threshold'], 90);
  expect(textIn(byForm, 'yaml')).toBe(yaml.replace('80', '90'));
  const json = JSON.stringify({ ...fieldsOf(edited), name: 'CPU' });
  const byJson = typedIn(edited, 'json', json);
  expect(textIn(byJson, 'yaml')).toBe(yaml.replace('CPU is high', 'CPU'));
  // JSON is shown as it was typed, for as long as nothing else is typed.
  expect(textIn(byJson, 'json')).toBe(json);
});

test('what cannot be read yet stays as it is typed, says why, and takes nothing from what could be read', () => {
  for (const [language, text] of [
    ['json', '{ "name": '],
    ['yaml', 'name: "CPU'],
    ['yaml', '- a list'],
    ['yaml', 'name: *nowhere'],
    ['json', '[]'],
  ] as const) {
    const typing = typedIn(edited, language, text);
    expect(textIn(typing, language)).toBe(text);
    expect(problemOf(typing)).not.toBeNull();
    expect(fieldsOf(typing)).toEqual(fieldsOf(edited));
    expect(problemOf(typedIn(typing, language, textIn(edited, language)))).toBeNull();
  }
});

test('a value that is taken out is gone, also from a list', () => {
  const less = withValue(withValue(edited, ['labels', 'team'], undefined), ['conditions', 0], undefined);
  expect(fieldsOf(less)).toEqual({ name: 'CPU is high', conditions: [], labels: {} });
});

test('a text with aliases is read, and written out when the form changes it', () => {
  const typed = typedIn(edited, 'yaml', 'labels: &all\n  team: web\nannotations: *all\n');
  expect(fieldsOf(withValue(typed, ['annotations', 'team'], 'db'))).toEqual({
    labels: { team: 'web' },
    annotations: { team: 'db' },
  });
});

test('any fields go through YAML, JSON and the form and come out the same', () => {
  const json = fc.jsonValue({ maxDepth: 3, noUnpairedSurrogate: true } as fc.JsonSharedConstraints);
  const anyFields = fc.dictionary(fc.string(), json).map((fields) => JSON.parse(JSON.stringify(fields)) as Fields);
  fc.assert(
    fc.property(anyFields, anyFields, fc.string(), json, (before, after, name, value) => {
      const begun = editedRuleOf(before);
      expect(fieldsOf(begun)).toEqual(before);
      const byYaml = typedIn(begun, 'yaml', textIn(begun, 'yaml'));
      expect(fieldsOf(typedIn(byYaml, 'json', JSON.stringify(after)))).toEqual(after);
      const set = JSON.parse(JSON.stringify(value)) as unknown;
      expect(fieldsOf(withValue(begun, [name], set))).toEqual({ ...before, [name]: set });
    }),
  );
});
