import { Inhibitions, inhibits } from './inhibition.js';
import { PolicyRouter } from './policy-router.js';
import { checkSilence, compiledSilenceOf, type Silence, type SilenceDraft, silenceState } from './silence.js';
import { holdOf, silencedBy, TimeIntervals } from './suppression.js';

const NOW = Date.parse('2026-03-08T12:00:00Z');
const draft: SilenceDraft = {
  kind: 'silence',
  matchers: ['alertname="X"'],
  comment: 'we know',
  starts_at: NOW - 1_000,
  ends_at: NOW + 1_000,
};
const silence = (changes: Partial<Silence> = {}): Silence => ({
  ...draft,
  id: 's',
  tenant_id: 'acme',
  created_by: 'ada',
  created_at: 0,
  updated_at: 0,
  ...changes,
});
const sunday = { name: 'sunday', time_intervals: [{ weekdays: ['sunday'] }] };
const intervals = new TimeIntervals([sunday]);
const codes = (changes: Partial<SilenceDraft>): string[] =>
  checkSilence({ ...draft, ...changes }, NOW).map(({ path, code }) => `${path} ${code}`);

test.each<[string, Partial<SilenceDraft>, string[]]>([
  ['one that is in order', {}, []],
  [
    'one whose matchers fit an alert without labels',
    { matchers: ['a=~".*"', 'b!="x"'] },
    ['matchers matches_everything'],
  ],
  ['one that ends before it begins', { ends_at: NOW - 2_000 }, ['ends_at ends_before_it_begins']],
  ['one that is over', { ends_at: NOW }, ['ends_at in_the_past']],
  ['one of two years', { ends_at: NOW + 2 * 366 * 86_400_000 }, ['ends_at too_long']],
])('a silence is checked: %s', (_name, changes, expected) => expect(codes(changes)).toEqual(expected));

test('a silence holds from its beginning until its end, and at its times only when it recurs', () => {
  const isActive = (changes: Partial<Silence>, now = NOW): boolean =>
    compiledSilenceOf(silence(changes)).isActive(now, (name) => intervals.holds(name, now));
  expect([NOW - 1_001, NOW - 1_000, NOW + 999, NOW + 1_000].map((now) => silenceState(draft, now))).toEqual([
    'pending',
    'active',
    'active',
    'expired',
  ]);
  expect(isActive({})).toBe(true);
  expect(isActive({}, NOW + 1_000)).toBe(false);
  const long = { ends_at: NOW + 30 * 86_400_000 };
  expect(isActive({ ...long, recurrence: { time_interval: 'sunday' } })).toBe(true);
  expect(isActive({ ...long, recurrence: { time_interval: 'sunday' } }, NOW + 86_400_000)).toBe(false);
  expect(isActive({ ...long, recurrence: { time_interval: 'gone' } })).toBe(false);
  expect(isActive({ ...long, recurrence: { time_intervals: [{ weekdays: ['monday'] }] } }, NOW + 86_400_000)).toBe(
    true,
  );
});

test('an alert is held back until the last of its silences ends, and it is unknown when one recurs', () => {
  const silences = [
    silence(),
    silence({ id: 'later', ends_at: NOW + 5_000 }),
    silence({ id: 'other', matchers: ['a="b"'] }),
  ];
  const fitting = silencedBy({ alertname: 'X' }, silences.map(compiledSilenceOf), intervals, NOW);
  expect(holdOf(fitting, ['i'], null)).toEqual({ kind: 'silenced', by: ['s', 'later'], until: NOW + 5_000 });
  const recurring = [compiledSilenceOf(silence({ recurrence: { time_interval: 'sunday' } }))];
  expect(holdOf([...fitting, ...recurring], [], null)).toMatchObject({ until: null });
  expect(holdOf([], ['i'], null)).toEqual({ kind: 'inhibited', by: ['i'] });
  const said = { tenant_id: 'acme', alert_id: 'e', by: 'ada', at: NOW, comment: '' };
  expect(holdOf([], [], { ...said, kind: 'snoozed' })).toEqual({ kind: 'snoozed' });
  expect(holdOf([], [], { ...said, kind: 'acknowledged' })).toBeNull();
});

test('a route is muted by its mute intervals, and by its active ones while none of them holds', () => {
  const router = new PolicyRouter({
    route: {
      routes: [
        { matchers: ['a="1"'], mute_time_intervals: ['sunday'] },
        { matchers: ['a="2"'], active_time_intervals: ['sunday'] },
      ],
    },
    inhibit_rules: [],
    time_intervals: [sunday],
  });
  const mutersOf = (a: string, now: number): readonly string[] =>
    router.routesOf({ a }).flatMap((route) => intervals.mutersOf(route, now));
  const monday = NOW + 86_400_000;
  expect(['0', '1', '2'].map((a) => mutersOf(a, NOW))).toEqual([[], ['sunday'], []]);
  expect(['0', '1', '2'].map((a) => mutersOf(a, monday))).toEqual([[], [], ['sunday']]);
});

describe('inhibition', () => {
  const rules = new Inhibitions([
    {
      source_matchers: ['severity="critical"'],
      target_matchers: ['severity=~"critical|warning"'],
      equal: ['cluster', 'zone'],
    },
  ]);
  const isInhibited = (source: Record<string, string>, target: Record<string, string>): boolean =>
    rules.sourcesOf(source).some((one) => rules.targetsOf(target).some((other) => inhibits(one, other)));
  const critical = { severity: 'critical', cluster: 'a' };

  test('a source holds back targets with equal labels; a label that both lack is equal', () => {
    expect(isInhibited(critical, { severity: 'warning', cluster: 'a' })).toBe(true);
    expect(isInhibited(critical, { severity: 'warning', cluster: 'a', zone: '' })).toBe(true);
    expect(isInhibited(critical, { severity: 'warning', cluster: 'b' })).toBe(false);
    expect(isInhibited(critical, { severity: 'info', cluster: 'a' })).toBe(false);
    expect(isInhibited({ severity: 'warning', cluster: 'a' }, { severity: 'warning', cluster: 'a' })).toBe(false);
  });

  test('alerts that are both source and target do not hold back each other, nor themselves', () => {
    expect(isInhibited(critical, critical)).toBe(false);
    expect(isInhibited(critical, { ...critical, instance: 'x' })).toBe(false);
  });
});
