import type { z } from 'zod';
import type { ControlSchema } from '../control.js';

const approved = (break_glass: boolean) => ({
  after_ms: 0,
  type: 'healing_run',
  actor: 'eve',
  subject: 'healing-run/1',
  details: { event: 'approved', break_glass },
});
const day = 86_400_000;
const given = (name: string) => ({
  after_ms: 0,
  type: 'access_granted',
  actor: 'ann',
  subject: 'user/1',
  details: { for: name, role: 'approver' },
});
const written = (approval: string) => ({
  after_ms: 0,
  type: 'configuration_changed',
  actor: 'ann',
  subject: 'playbook/1',
  details: { version: 1, approval },
});

const reviewed = (after_ms: number, run = '1') => ({
  after_ms,
  type: 'healing_run',
  actor: 'bob',
  subject: `healing-run/${run}`,
  details: { event: 'reviewed', is_justified: true },
});

/** What the platform does to others by itself. */
export const healingControls: readonly z.input<typeof ControlSchema>[] = [
  {
    id: 'glass-is-not-broken',
    title: 'Somebody approved a run alone',
    description:
      'An admin broke the glass: a run began without the second person that its playbook asks for. Look at the reason, and at what was done.',
    references: ['SOX 404', 'ISO 27001 A.5.3'],
    severity: 'HIGH',
    events: {
      types: ['healing_run'],
      where: [
        { field: 'details.event', is: 'approved' },
        { field: 'details.break_glass', is: true },
      ],
    },
    breach: { kind: 'each' },
    examples: [
      { name: 'an approval as it should be', events: [approved(false)], violations: [] },
      { name: 'the glass is broken', events: [approved(true)], violations: [0] },
    ],
  },
  {
    id: 'glass-is-reviewed',
    title: 'Nobody has looked at a run that somebody approved alone',
    description:
      'An admin broke the glass more than a day ago, and nobody else has said since then whether there was reason to. Review the run.',
    references: ['SOX 404', 'ISO 27001 A.5.3'],
    severity: 'HIGH',
    events: {
      types: ['healing_run'],
      where: [
        { field: 'details.event', is: 'approved' },
        { field: 'details.break_glass', is: true },
      ],
    },
    breach: {
      kind: 'not_followed',
      by: { types: ['healing_run'], where: [{ field: 'details.event', is: 'reviewed' }] },
      same: [{ here: 'subject', there: 'subject' }],
      within_ms: day,
    },
    examples: [
      { name: 'reviewed within the day', events: [approved(true), reviewed(day)], until_ms: 3 * day, violations: [] },
      { name: 'nobody has to look at what two approved', events: [approved(false)], until_ms: 3 * day, violations: [] },
      { name: 'the day is not over', events: [approved(true)], until_ms: day, violations: [] },
      { name: 'nobody has looked', events: [approved(true)], until_ms: day + 1, violations: [0] },
      { name: 'somebody looks too late', events: [approved(true), reviewed(day + 1)], violations: [0] },
      {
        name: 'somebody looks at another run',
        events: [approved(true), reviewed(1, '2')],
        until_ms: 2 * day,
        violations: [0],
      },
    ],
  },
  {
    id: 'healing-role-is-settled',
    title: 'A run was approved with a role that had been given within a day',
    description:
      'Whoever may approve what is done at night should have been chosen before there was something to approve. Look at who gave the role.',
    references: ['SOX 404', 'ISO 27001 A.5.15'],
    severity: 'HIGH',
    events: { types: ['healing_run'], where: [{ field: 'details.event', is: 'approved' }] },
    breach: {
      kind: 'preceded',
      by: { types: ['access_granted'], where: [{ field: 'details.role', exists: true }] },
      same: [{ here: 'actor', there: 'details.for' }],
      within_ms: day,
    },
    examples: [
      {
        name: 'an approver of long ago',
        events: [given('eve'), { ...approved(false), after_ms: 2 * day }],
        violations: [],
      },
      {
        name: 'an approver since an hour',
        events: [given('eve'), { ...approved(false), after_ms: day / 24 }],
        violations: [1],
      },
    ],
  },
  {
    id: 'healing-asks-first',
    title: 'A playbook was written that asks nobody',
    description:
      'What it does is done without anybody approving it. That may be meant; somebody else should have seen it.',
    references: ['SOX 404', 'ISO 27001 A.8.32'],
    severity: 'MEDIUM',
    events: {
      types: ['configuration_changed'],
      where: [
        { field: 'subject', begins_with: 'playbook/' },
        { field: 'details.approval', is: 'none' },
      ],
    },
    breach: { kind: 'each' },
    examples: [
      { name: 'one that asks somebody', events: [written('one')], violations: [] },
      { name: 'one that asks nobody', events: [written('none')], violations: [0] },
    ],
  },
];
