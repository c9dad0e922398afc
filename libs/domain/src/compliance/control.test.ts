import { type Control, ControlSchema } from './control.js';
import { ControlWatch } from './control-watch.js';
import { libraryControls } from './library/controls.js';
import type { RecordedEvent } from './recorded-event.js';
import { failedExamples } from './run-examples.js';

const event = (id: string, at: number, more: Partial<RecordedEvent> = {}): RecordedEvent => ({
  id,
  at,
  type: 'a',
  tenant_id: 'acme',
  actor: 'ann',
  subject: 's',
  details: {},
  ...more,
});
const controlOf = (breach: object, events: object = { types: ['a'] }): Control =>
  ControlSchema.parse({
    id: 'c',
    title: 'c',
    description: 'c',
    references: ['r'],
    severity: 'LOW',
    events,
    breach,
    examples: [
      { name: 'x', events: [{ after_ms: 0, type: 'z', actor: 'q', subject: 's' }], violations: [] },
      { name: 'y', events: [{ after_ms: 0, type: 'z', actor: 'q', subject: 's' }], violations: [] },
    ],
  });
const violated = (control: Control, events: readonly RecordedEvent[]): string[] => {
  const watch = new ControlWatch([control]);
  return events.flatMap((one) => watch.take(one).map(({ event: { id } }) => id));
};

test.each(libraryControls.map((control) => [control.id, control] as const))(
  '%s does what its examples say, and they show a violation and none',
  (_, control) => {
    expect(failedExamples(control)).toEqual([]);
    expect(control.examples.some(({ violations }) => violations.length > 0)).toBe(true);
    expect(control.examples.some(({ violations }) => violations.length === 0)).toBe(true);
  },
);

test('an example that says something else is told', () => {
  const [control] = libraryControls as [Control];
  const examples = control.examples.map((example) => ({ ...example, violations: [0] }));
  expect(failedExamples({ ...control, examples })).toEqual([
    { name: 'somebody else approves', expected: [0], found: [] },
  ]);
});

test('what must come before is looked for among events with the same values, and no longer ago than is said', () => {
  const control = controlOf({
    kind: 'not_preceded',
    by: { types: ['b'], where: [{ field: 'actor', is_not: 'ann' }] },
    same: [{ here: 'subject', there: 'details.of' }],
    within_ms: 1_000,
  });
  const permit = (id: string, at: number, of: string, actor: string) =>
    event(id, at, { type: 'b', actor, details: { of } });
  expect(
    violated(control, [
      event('none', 0),
      permit('p1', 1, 's', 'ann'),
      event('own', 2),
      permit('p2', 3, 'other', 'bob'),
      event('of another', 4),
      permit('p3', 5, 's', 'bob'),
      event('allowed', 1_004),
      event('late', 1_005),
    ]),
  ).toEqual(['none', 'own', 'of another', 'late']);
});

test('what must follow is waited for, of the same values, and is missed once', () => {
  const control = controlOf({
    kind: 'not_followed',
    by: { types: ['b'], where: [{ field: 'actor', is_not: 'ann' }] },
    same: [{ here: 'subject', there: 'details.of' }],
    within_ms: 1_000,
  });
  const answer = (id: string, at: number, of: string, actor: string) =>
    event(id, at, { type: 'b', actor, details: { of } });
  const watch = new ControlWatch([control]);
  const late = (...events: RecordedEvent[]): string[] =>
    events.flatMap((one) => watch.take(one).map(({ event: { id } }) => id));
  expect(late(event('1', 0), answer('2', 5, 's', 'ann'), answer('3', 1_000, 'other', 'bob'))).toEqual([]);
  expect(watch.pass(1_000)).toEqual([]);
  expect(late(answer('4', 1_001, 's', 'bob'))).toEqual(['1']);
  expect(watch.pass(1e9)).toEqual([]);
  expect(late(event('5', 2e9), answer('6', 2e9 + 1_000, 's', 'bob'))).toEqual([]);
  expect(watch.pass(3e9)).toEqual([]);
  expect(watch.reachMs).toBe(2_000);
});

test('an event that is read again is judged once', () => {
  const control = controlOf({ kind: 'more_than', count: 1, within_ms: 1_000, per: [] });
  const [first, second] = [event('1', 0), event('2', 1)];
  expect(violated(control, [first, first, first])).toEqual([]);
  expect(violated(control, [first, second, first, second])).toEqual(['2']);
});

test('values that are not there are not the same', () => {
  const control = controlOf({
    kind: 'preceded',
    by: { types: ['b'] },
    same: [{ here: 'details.of', there: 'details.of' }],
    within_ms: 1_000,
  });
  expect(violated(control, [event('b', 0, { type: 'b' }), event('a', 1)])).toEqual([]);
  const apart = controlOf({ kind: 'each' }, { types: ['a'], where: [{ field: 'details.x', same_as: 'details.y' }] });
  expect(violated(apart, [event('a', 1)])).toEqual([]);
});

test('no field leads out of the event', () => {
  const reads = (field: string) => ({ types: ['a'], where: [{ field, exists: true }] });
  const control = controlOf({ kind: 'each' });
  for (const field of ['__proto__', 'details.__proto__', 'toString', 'tenant_id', 'details', 'details..x', 'at'])
    expect([field, ControlSchema.safeParse({ ...control, events: reads(field) }).success]).toEqual([field, false]);
  expect(violated(controlOf({ kind: 'each' }, reads('details.constructor.name')), [event('a', 0)])).toEqual([]);
});

test('a hundred thousand different values do not fill the memory, and the newest are known', () => {
  const control = controlOf({
    kind: 'preceded',
    by: { types: ['b'] },
    same: [{ here: 'actor', there: 'actor' }],
    within_ms: 1e9,
  });
  const watch = new ControlWatch([control]);
  for (let i = 0; i < 100_000; i += 1) watch.take(event(`b${i}`, i, { type: 'b', actor: `a${i}` }));
  expect(watch.take(event('new', 100_000, { actor: 'a99999' }))).toHaveLength(1);
  expect(watch.take(event('old', 100_001, { actor: 'a1' }))).toHaveLength(0);
});
