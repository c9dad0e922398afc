import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { type ConfigurationValidation, ConfigurationValidator, playConfiguration } from './configuration-validator.js';
import { ExampleConfigurations } from './example-configurations.js';

const directory = join(process.cwd(), 'config', 'examples');

function validOf(text: string): Extract<ConfigurationValidation, { kind: 'valid' }> {
  const validated = ConfigurationValidator.validateText(text);
  if (validated.kind === 'invalid') throw new Error(JSON.stringify(validated.findings, null, 2));
  return validated;
}

const findingsOf = (text: string): unknown[] => {
  const validated = ConfigurationValidator.validateText(text);
  return validated.kind === 'invalid' ? [...validated.findings] : [];
};

test('every example is in the list of examples, and none else', () => {
  expect(ExampleConfigurations.map(({ id }) => `${id}.yaml`).sort()).toEqual(readdirSync(directory).sort());
});

describe.each(ExampleConfigurations.map(({ id }) => id))('the example %s', (id) => {
  const text = readFileSync(join(directory, `${id}.yaml`), 'utf8');

  test('is sound, without a doubt', () => {
    const { drafts, scenarios, warnings } = validOf(text);
    expect(warnings).toEqual([]);
    expect(drafts.length).toBeGreaterThanOrEqual(9);
    expect(scenarios.filter(({ alerts }) => alerts.length > 0).length).toBeGreaterThanOrEqual(4);
  });

  test('fires and keeps quiet as its scenarios say', () => {
    expect(playConfiguration(validOf(text))).toEqual([]);
  });
});

test('a scenario that does not come out as it says is told of with its place', () => {
  const text = `
name: a
templates: [{ template: target-down }]
scenarios:
  - { rule: A target does not answer its scrape, series: { up: 1x9 }, at: 8m, alerts: ['{}'] }
  - { rule: A target does not answer its scrape, series: { up: 0x9 }, at: 8m, alerts: [] }
`;
  expect(playConfiguration(validOf(text))).toMatchObject([
    { path: 'scenarios[0]', code: 'scenario_failed', message: expect.stringContaining('at 8m, [] fired') as string },
    { path: 'scenarios[1]', message: expect.stringContaining('should have been quiet') as string },
  ]);
});

test('what is wrong anywhere in a file is found, each with its place, code and fix', () => {
  const text = `
name: a
templates:
  - { template: no-such }
  - { template: http-error-ratio, parameters: { threshold: 2, nonsense: 1 } }
  - { template: target-down, name: Same }
rules:
  - { name: Same, severity: HIGH, category: business, conditions: [{ type: threshold, metric_path: a, operator: '>', threshold: 1 }] }
  - { name: Bad, severity: HIGH, category: business, conditions: [{ type: promql, expr: 'up >' }] }
scenarios:
  - { rule: Nobody, series: { 'up{': 1x3 }, at: soon, alerts: ['{a=}'] }
`;
  expect(findingsOf(text)).toMatchObject([
    { path: 'templates[0].template', code: 'unknown_template' },
    { path: 'templates[1].parameters.nonsense', code: 'unknown_field' },
    { path: 'templates[1].parameters.threshold', code: 'invalid' },
    { path: 'rules[1].conditions[0].expr', code: 'invalid' },
    { path: 'rules[0].name', code: 'name_taken' },
    { path: 'scenarios[0].rule', code: 'unknown_rule' },
    { path: 'scenarios[0].at' },
    { path: 'scenarios[0].series.up{' },
    { path: 'scenarios[0].alerts[0]' },
  ]);
  for (const finding of findingsOf(text)) expect((finding as { fix: string }).fix).not.toBe('');
});

test('two rules that say the same are doubtful', () => {
  const { warnings } = validOf(
    '{ name: a, templates: [{ template: pg, name: x }, { template: pg, name: y }] }'.replaceAll('pg', 'postgres-down'),
  );
  expect(warnings).toMatchObject([{ path: 'templates[1]', code: 'same_rule' }]);
});

test.each([
  ['', 'wrong_type'],
  ['- a', 'wrong_type'],
  ['name: a', 'empty'],
  ['name: [', 'no_yaml'],
  ['name: a\nnonsense: 1\nrules: [{}]', 'unknown_field'],
  ['a: &x [1]\nb: *x', 'not_allowed'],
  ['__proto__: { name: a }', 'not_allowed'],
  ['name: a\nrules: [{ constructor: 1 }]', 'not_allowed'],
  [' '.repeat(600_000), 'too_large'],
])('a file that cannot be taken is refused with the reason: %j', (text, code) => {
  expect(findingsOf(text)).toContainEqual(expect.objectContaining({ code, severity: 'error' }));
});

test('whatever is sent, the answer is a configuration or findings', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.jsonValue().map((value) => JSON.stringify(value)),
      ),
      (text) => {
        expect(['valid', 'invalid']).toContain(ConfigurationValidator.validateText(text).kind);
      },
    ),
  );
});
