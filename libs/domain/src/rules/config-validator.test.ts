import { ConditionFactory } from './condition-factory.js';
import { validateRuleDraft } from './config-validator.js';

const written = {
  name: 'High CPU Usage',
  description: 'Alert when CPU exceeds 80%',
  severity: 'HIGH',
  category: 'infrastructure',
  tenant_id: 'acme_main',
  conditions: [{ type: 'threshold', metric_path: 'current_metrics.cpu_usage', operator: '>', threshold: 80.0 }],
};

const findingsOf = (input: unknown) => {
  const validation = validateRuleDraft(input);
  return validation.kind === 'invalid' ? validation.findings : [];
};
const codes = (input: unknown) => findingsOf(input).map((finding) => `${finding.path}: ${finding.code}`);
const withCondition = (condition: unknown) => ({ ...written, conditions: [condition] });

describe('validateRuleDraft', () => {
  it('takes the rule of the specification as it is written and fills in the defaults', () => {
    const validation = validateRuleDraft(written);
    expect(validation).toMatchObject({
      kind: 'valid',
      draft: { status: 'active', for: '0', keep_firing_for: '0', labels: {} },
    });
  });

  it('says what is wrong in words that lead on', () => {
    const { name: _name, ...nameless } = written;
    const said = findingsOf({ ...nameless, severity: 'high', labels: 3, conditions: [] }).map(
      ({ path, message, fix }) => `${path} ${message}. ${fix}`,
    );
    expect(said).toEqual([
      'name is missing. Give a value of the type string.',
      'severity is "high", which is not allowed here. Use one of: CRITICAL, HIGH, MEDIUM, LOW, INFO.',
      'conditions is shorter than 1 item. Give 1 item or more.',
      'labels is 3, not of the type object. Give a value of the type object.',
    ]);
  });

  it.each([
    ['an unknown field', { ...written, treshold: 1 }, 'treshold: unknown_field'],
    ['a wrong type', { ...written, name: 7 }, 'name: wrong_type'],
    ['an unknown severity', { ...written, severity: 'high' }, 'severity: not_allowed'],
    ['no conditions', { ...written, conditions: [] }, 'conditions: too_small'],
    ['an unknown kind of condition', withCondition({ type: 'magic' }), 'conditions[0].type: unknown_condition_type'],
    [
      'a threshold that is text',
      withCondition({ ...written.conditions[0], threshold: '80' }),
      'conditions[0].threshold: wrong_type',
    ],
    [
      'a threshold that is not finite',
      withCondition({ ...written.conditions[0], threshold: NaN }),
      'conditions[0].threshold: wrong_type',
    ],
    [
      'a path to the prototype',
      withCondition({ ...written.conditions[0], metric_path: 'current_metrics.__proto__' }),
      'conditions[0].metric_path: invalid',
    ],
    [
      'a window of no length',
      withCondition({ type: 'absence', metric_path: 'cpu', window: '0' }),
      'conditions[0].window: invalid',
    ],
    [
      'an error deep in a composite',
      withCondition(ConditionFactory.all(ConditionFactory.any(ConditionFactory.threshold('a b', '>', 1)))),
      'conditions[0].conditions[0].conditions[0].metric_path: invalid',
    ],
    [
      'n without n_of',
      withCondition({ type: 'composite', match: 'any', n: 1, conditions: written.conditions }),
      'conditions[0].n: not_used',
    ],
    [
      'n_of without n',
      withCondition({ type: 'composite', match: 'n_of', conditions: written.conditions }),
      'conditions[0].n: missing',
    ],
    [
      'more than there are',
      withCondition(ConditionFactory.atLeast(2, ConditionFactory.threshold('cpu', '>', 1))),
      'conditions[0].n: never_true',
    ],
    [
      'a recovery on the wrong side',
      withCondition(ConditionFactory.threshold('cpu', '>', 80, { recovery_threshold: 90 })),
      'conditions[0].recovery_threshold: wrong_side',
    ],
  ])('names path and code of %s', (_what, input, expected) => {
    expect(codes(input)).toContain(expected);
  });

  it('refuses nesting without end instead of overflowing the stack', () => {
    let condition: unknown = written.conditions[0];
    for (let i = 0; i < 50_000; i += 1) condition = { type: 'composite', match: 'not', conditions: [condition] };
    expect(codes(withCondition(condition))).toEqual([': too_deep']);
  });

  it('leaves nothing on the prototype of objects', () => {
    findingsOf(JSON.parse('{"__proto__":{"polluted":true},"labels":{"__proto__":"x"}}'));
    expect(Object.prototype).not.toHaveProperty('polluted');
  });
});

test('templates that do not parse are found where they stand, and labels that would change with the value', () => {
  const validated = validateRuleDraft({
    name: 'r',
    severity: 'HIGH',
    category: 'infrastructure',
    conditions: [{ type: 'threshold', metric_path: 'cpu', operator: '>', threshold: 1 }],
    labels: { at: '{{ $value }}', of: '{{ $labels.instance }}' },
    annotations: { summary: '{{ $value | humanise }}', plain: '{{ $value | humanize }}' },
  });
  expect(validated).toMatchObject({
    kind: 'invalid',
    findings: [
      { path: 'labels.at', code: 'unstable_label' },
      { path: 'annotations.summary', code: 'template', message: expect.stringContaining('did you mean humanize') },
    ],
  });
});

test('the quantile of a forecast may be written as a number, and is kept as its text', () => {
  const forecast = { type: 'forecast', metric_path: 'disk', horizon: '6h', operator: '>', threshold: 90 };
  for (const quantile of ['0.9', 0.9])
    expect(validateRuleDraft(withCondition({ ...forecast, quantile }))).toMatchObject({
      kind: 'valid',
      draft: { conditions: [{ type: 'forecast', quantile: '0.9' }] },
    });
  expect(validateRuleDraft(withCondition(forecast))).toMatchObject({ draft: { conditions: [{ quantile: '0.5' }] } });
  expect(codes(withCondition({ ...forecast, quantile: 0.95 }))).toEqual([
    expect.stringMatching(/^conditions\[0\]\.quantile: /),
  ]);
});
