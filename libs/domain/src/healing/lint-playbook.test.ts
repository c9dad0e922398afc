import { lintPlaybook } from './lint-playbook.js';
import { draftWith } from './run.fake.js';

const codesOf = (over: object): string[] => {
  const lint = lintPlaybook(draftWith(over));
  return (lint.kind === 'valid' ? lint.warnings : lint.findings).map(({ path, code }) => `${path} ${code}`);
};
const step = (action: object) => ({ steps: [{ actions: [action] }] });
const workload = { namespace: 'shop', kind: 'Deployment', name: 'web' };
const restart = { kind: 'kubernetes_restart', workload };
const named = (name: string) => step({ kind: 'kubernetes_restart', workload: { ...workload, name } });
const nested = (levels: number): object => (levels === 0 ? {} : { a: nested(levels - 1) });

test('a playbook that says little is whole by its defaults', () => {
  const lint = lintPlaybook(draftWith());
  expect(lint).toMatchObject({
    kind: 'valid',
    warnings: [],
    draft: {
      blast_radius: { healthy_share_min: 0.51 },
      approval: { policy: 'one' },
      verification: { within_ms: 600_000, for_ms: 0 },
      steps: [{ attempts: 1, compensate: 'undo' }],
    },
  });
});

test.each<[string, object, string[]]>([
  ['no trigger', { trigger: {} }, ['trigger no_trigger']],
  ['a matcher that is none', { trigger: { matchers: ['a~b'] } }, ['trigger.matchers[0] invalid']],
  ['an unknown field', { speed: 3 }, ['speed unknown_field']],
  ['no steps', { steps: [] }, ['steps too_small']],
  ['an action of no known kind', step({ kind: 'rm_rf' }), ['steps[0].actions[0].kind unknown_kind']],
  ['an approval of no known kind', { approval: { policy: 'three' } }, ['approval.policy unknown_kind']],
  ['a precondition that cannot be read', { preconditions: ['up =='] }, ['preconditions[0] unreadable']],
  ['a precondition that compares nothing', { preconditions: ['up'] }, ['preconditions[0] no_comparison']],
  ['a precondition that is always something', { preconditions: ['up == bool 1'] }, ['preconditions[0] no_comparison']],
  ['a precondition of numbers', { preconditions: ['1 > bool 0'] }, ['preconditions[0] no_comparison']],
  ['a precondition with a way out', { preconditions: ['up == 1 or vector(1)'] }, ['preconditions[0] no_comparison']],
  ['a template in a pattern', { preconditions: ['up{a=~"{{ $labels.a }}"} == 1'] }, ['preconditions[0] bad_template']],
  [
    'a template that branches',
    { preconditions: ['up{a="{{ if 1 }}x{{ end }}"} == 1'] },
    ['preconditions[0] bad_template'],
  ],
  ['a verification that compares nothing', { verification: { expr: 'up' } }, ['verification.expr no_comparison']],
  ['a name with a function in it', named('{{ $labels.a | toUpper }}'), ['steps[0].actions[0].workload.name invalid']],
  ['a name that is the value', named('{{ $value }}'), ['steps[0].actions[0].workload.name invalid']],
  ['a name that is half open', named('{{ $labels.a'), ['steps[0].actions[0].workload.name invalid']],
  ['a name that is none around its label', named('../{{ $labels.a }}'), ['steps[0].actions[0].workload.name invalid']],
  [
    'a template in the address of a webhook, and one that branches in what is sent',
    step({ kind: 'webhook', url: 'https://x.org/{{ $labels.a }}', body: { a: ['{{ $labels.a }}', '{{ if 1 }}'] } }),
    ['steps[0].actions[0].body.a[1] bad_template', 'steps[0].actions[0].url bad_template'],
  ],
  [
    'a template in a patch',
    step({ kind: 'kubernetes_patch', workload, patch: { spec: { a: '{{ $labels.a }}' } } }),
    ['steps[0].actions[0].patch bad_template'],
  ],
  ['a target twice at once', { steps: [{ actions: [restart, restart] }] }, ['steps[0].actions[1] same_target']],
  [
    'more targets than allowed',
    {
      steps: [restart, { ...restart, workload: { ...workload, name: 'b' } }].map((a) => ({ actions: [a] })),
      blast_radius: { targets_max: 1 },
    },
    ['blast_radius.targets_max too_many_targets'],
  ],
  [
    'a night that ends before it begins',
    { approval: { policy: 'at_night', hours: [{ times: [{ start_time: '22:00', end_time: '06:00' }] }] } },
    ['approval.hours[0].times[0] invalid'],
  ],
  ['what is nested too deep', step({ kind: 'webhook', url: 'https://x.org', body: nested(100) }), [' too_deep']],
])('finds %s', (_, over, expected) => {
  expect(lintPlaybook(draftWith(over)).kind).toBe('invalid');
  expect(codesOf(over)).toEqual(expected);
});

test.each<[string, object, string[]]>([
  ['nobody is asked', { approval: { policy: 'none' } }, ['approval no_approval']],
  ['no cooldown', { cooldown_ms: 0 }, ['cooldown_ms no_cooldown']],
  ['a minority stays', { blast_radius: { healthy_share_min: 0.3 } }, ['blast_radius.healthy_share_min no_majority']],
  [
    'nothing is left',
    step({ kind: 'kubernetes_scale', workload, replicas: 0 }),
    ['steps[0].actions[0] scales_to_nothing'],
  ],
])('doubts that %s', (_, over, expected) => {
  expect(lintPlaybook(draftWith(over)).kind).toBe('valid');
  expect(codesOf(over)).toEqual(expected);
});

test('what is no object is refused', () => {
  for (const input of [null, 3, 'x', []]) expect(lintPlaybook(input).kind).toBe('invalid');
});
