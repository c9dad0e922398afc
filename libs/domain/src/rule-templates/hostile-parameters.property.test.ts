import fc from 'fast-check';
import type { Expr } from '../promql/ast.js';
import { parseExpr } from '../promql/parser.js';
import { AlertRuleTemplates } from './alert-rule-templates.js';
import { defaultDraft, draftRule } from './draft-rule.js';
import type { TemplateParameter } from './parameter.js';
import type { RuleTemplate } from './rule-template.js';

const hostileText = fc.oneof(
  fc.constantFrom(
    '"} or vector(1) or up{a="',
    '`} or up',
    "'} > 0 or {a='",
    '\\',
    '\\"',
    '5m]) or (up[5m',
    '5m offset 1d',
    '1) or vector(1',
    '1e999',
    'NaN',
    '-Inf',
    '0x10',
    '$value',
    '{{ query "up" }}',
    '__proto__',
    'sum',
    'up',
    'a.b',
    '..',
    '.*',
    '1m',
    '90s',
    '-5m',
    '0',
    '\u0000',
    '\ud800',
    '#',
    '\n',
    '東京',
  ),
  fc.string({ unit: 'binary', maxLength: 30 }),
);
const hostile = fc.oneof(
  hostileText,
  fc.double(),
  fc.integer(),
  fc.constantFrom(null, true, [], {}, Number.NaN, Number.POSITIVE_INFINITY, 1e-300),
);
const sound = (parameter: TemplateParameter) => {
  switch (parameter.kind) {
    case 'number':
      return fc.double({ min: parameter.min, max: parameter.max, noNaN: true });
    case 'duration':
      return fc.constantFrom(parameter.default, parameter.max, '1h', '90m');
    default:
      return hostileText;
  }
};

const given = fc.constantFrom(...AlertRuleTemplates.all).chain((template) =>
  fc.record({
    template: fc.constant(template),
    parameters: fc.record(
      Object.fromEntries(
        Object.entries(template.parameters).map(([name, parameter]) => [
          name,
          fc.oneof({ weight: 4, arbitrary: sound(parameter) }, { weight: 1, arbitrary: hostile }),
        ]),
      ),
      { requiredKeys: [] },
    ),
  }),
);

/** What is left of conditions when all is taken away that a parameter may say. */
function shapeOf(template: RuleTemplate, conditions: unknown): unknown {
  const labels = Object.values(template.parameters).flatMap((one) => (one.kind === 'label_value' ? [one.label] : []));
  const metrics = Object.values(template.parameters).some((one) => one.kind === 'metric');
  const shapeOfExpr = (expr: unknown): unknown => {
    if (Array.isArray(expr)) return expr.map(shapeOfExpr);
    if (typeof expr !== 'object' || expr === null) return expr;
    const { kind, span: _, ...fields } = expr as Expr & Record<string, unknown>;
    if (kind === 'number' || ('seconds' in fields && (kind as string) === 'duration')) return kind;
    // A number below zero is read as a sign and a number.
    if (kind === 'unary') return shapeOfExpr(fields['expr']);
    if (kind !== 'vector_selector')
      return { kind, ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, shapeOfExpr(value)])) };
    const matchers = (fields['matchers'] as { name: string }[]).filter(
      ({ name }) => !labels.includes(name) && !(metrics && name === '__name__'),
    );
    return { kind, matchers, name: metrics ? '' : fields['name'], offset: fields['offset'] !== null };
  };
  return (conditions as Record<string, unknown>[]).map((condition) => {
    if (condition['type'] !== 'promql') return { ...condition, ...blanks(condition) };
    const parsed = parseExpr(String(condition['expr']));
    return parsed.kind === 'parsed' ? shapeOfExpr(parsed.expr) : parsed.errors;
  });
}

/** Of a condition without an expression: its fields, with nothing of what they say. */
const blanks = (condition: Record<string, unknown>): Record<string, unknown> => ({
  ...Object.fromEntries(
    ['threshold', 'metric_path', 'window', 'tolerance', 'min_distance'].map((field) => [field, field in condition]),
  ),
  labels: undefined,
  ...('conditions' in condition ? { conditions: (condition['conditions'] as never[]).map(blanks) } : {}),
});

test('whatever is given for parameters is refused by name, or changes nothing of the shape of a rule', () => {
  fc.assert(
    fc.property(given, ({ template, parameters }) => {
      const drafted = draftRule(template, { parameters });
      if (drafted.kind === 'refused') {
        expect(drafted.findings.length).toBeGreaterThan(0);
        for (const { path } of drafted.findings) expect(path).toMatch(/^(parameters|conditions|labels)/);
        return;
      }
      const normal = defaultDraft(template);
      expect(shapeOf(template, drafted.draft.conditions)).toEqual(shapeOf(template, normal.conditions));
      const { conditions: _, for: _for, ...rest } = drafted.draft;
      const { conditions: _c, for: _f, ...normalRest } = normal;
      expect(rest).toEqual(normalRest);
    }),
    { numRuns: 2_000 },
  );
});

test('a label value that is hostile stands in the expression as a value and nothing else', () => {
  fc.assert(
    fc.property(hostileText, (job) => {
      const drafted = draftRule(AlertRuleTemplates.get('http-error-ratio') as RuleTemplate, { parameters: { job } });
      if (drafted.kind === 'refused' || job === '') return;
      const [condition] = drafted.draft.conditions;
      const parsed = parseExpr(condition?.type === 'promql' ? condition.expr : '');
      const found: string[] = [];
      JSON.stringify(parsed, (_, value: unknown) => {
        if (
          typeof value === 'object' &&
          value !== null &&
          'operator' in value &&
          'name' in value &&
          value.name === 'job'
        )
          found.push((value as unknown as { value: string }).value);
        return value;
      });
      expect(found).toEqual([job, job]);
    }),
  );
});

test('names that would reach a prototype, and parameters that a template has not, are refused', () => {
  const template = AlertRuleTemplates.get('http-error-ratio') as RuleTemplate;
  const asked = JSON.parse('{"__proto__": 1, "treshold": 0.1}') as unknown;
  expect(draftRule(template, { parameters: asked })).toMatchObject({
    kind: 'refused',
    findings: [{ path: 'parameters.__proto__' }, { path: 'parameters.treshold', code: 'unknown_field' }],
  });
  for (const parameters of [null, [], 'threshold', 7])
    expect(draftRule(template, { parameters })).toMatchObject({ kind: 'refused', findings: [{ code: 'wrong_type' }] });
});
