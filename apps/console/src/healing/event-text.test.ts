import { eventText } from './event-text.js';

const by = { subject: 'bob', owners: [] };

test('an event says what, by whom and why, as far as it has these', () => {
  expect([
    eventText({ type: 'approved', at: 0, hash: '', by, role: 'approver', break_glass: false, reason: 'As last week.' }),
    eventText({ type: 'rejected', at: 0, by, reason: '' }),
    eventText({ type: 'verification_began', at: 0 }),
    eventText({ type: 'verification_seen', at: 0, holds: false }),
    eventText({ type: 'held', at: 0, guard: 'kill_switch', reason: 'healing is off' }),
    eventText({ type: 'told', at: 0, about: 'HealingDidNotHelp' }),
    eventText({ type: 'ended', at: 0, outcome: 'rolled_back', reason: 'it did not help' }),
    eventText({
      type: 'effect_ended',
      at: 0,
      step: 0,
      action: 0,
      direction: 'do',
      outcome: { kind: 'refused', reason: 'HTTP 404', mayHelp: false },
    }),
  ]).toEqual([
    'approved by bob: As last week.',
    'rejected by bob',
    'verification began',
    'verification seen: it does not hold yet',
    'held: kill switch, healing is off',
    'told: HealingDidNotHelp',
    'ended: rolled back, it did not help',
    'effect ended: refused: HTTP 404',
  ]);
});
