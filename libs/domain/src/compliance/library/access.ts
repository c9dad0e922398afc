import type { z } from 'zod';
import type { ControlSchema } from '../control.js';

const minute = 60_000;
const denied = (n: number, actor: string) =>
  Array.from({ length: n }, (_, i) => ({
    after_ms: i * 1_000,
    type: 'access_denied',
    actor,
    subject: 'api',
    details: { reason: 'forbidden' },
  }));
const deleted = (n: number, everyMs: number) =>
  Array.from({ length: n }, (_, i) => ({
    after_ms: i * everyMs,
    type: 'rule_deleted',
    actor: 'ann',
    subject: `rule/${i}`,
  }));

/** Who gets in, and who tries to. */
export const accessControls: readonly z.input<typeof ControlSchema>[] = [
  {
    id: 'denials-are-few',
    title: 'Somebody was refused again and again',
    description:
      'More than twenty requests of one subject were refused within ten minutes: a program that was set up wrongly, or somebody who tries doors.',
    references: ['ISO 27001 A.8.16', 'GDPR Art. 32'],
    severity: 'MEDIUM',
    events: { types: ['access_denied'] },
    breach: { kind: 'more_than', count: 20, within_ms: 10 * minute, per: ['actor'] },
    examples: [
      { name: 'twenty of each of two', events: [...denied(20, 'ann'), ...denied(20, 'bob')], violations: [] },
      { name: 'the twenty-first, and not each after it', events: denied(30, 'ann'), violations: [20] },
    ],
  },
  {
    id: 'refresh-tokens-are-used-once',
    title: 'A refresh token was used twice',
    description:
      'A session was taken over, or somebody tried. The platform has ended it; whose it was should change the password.',
    references: ['ISO 27001 A.8.5', 'GDPR Art. 32'],
    severity: 'HIGH',
    events: {
      types: ['access_denied'],
      where: [{ field: 'details.reason', begins_with: 'a refresh token was used twice' }],
    },
    breach: { kind: 'each' },
    examples: [
      { name: 'other refusals', events: denied(3, 'ann'), violations: [] },
      {
        name: 'a second use',
        events: [
          {
            after_ms: 0,
            type: 'access_denied',
            actor: 'ann',
            subject: 'user/1',
            details: { reason: 'a refresh token was used twice; its session is over' },
          },
        ],
        violations: [0],
      },
    ],
  },
  {
    id: 'operators-are-known',
    title: 'A token for operators was made',
    description: 'Whoever holds it may do everything in every tenant. There should be few, and each of them expected.',
    references: ['SOX 404', 'ISO 27001 A.8.2'],
    severity: 'MEDIUM',
    events: {
      types: ['access_granted'],
      where: [
        { field: 'details.operator', is: true },
        // The first one is made by the installation itself, and so is the link that lets its first admin into the console.
        { field: 'actor', is_not: 'tocsin' },
        { field: 'actor', is_not: 'welcome link' },
      ],
    },
    breach: { kind: 'each' },
    examples: [
      {
        name: 'a token for a person, and the first one of an installation',
        events: [
          { after_ms: 0, type: 'access_granted', actor: 'tocsin', subject: 'token/0', details: { operator: true } },
          { after_ms: 0, type: 'access_granted', actor: 'eve', subject: 'token/1', details: { operator: false } },
        ],
        violations: [],
      },
      {
        name: 'the one that the link printed at the first start gives, and one that its holder makes',
        events: [
          {
            after_ms: 0,
            type: 'access_granted',
            actor: 'welcome link',
            subject: 'token/0',
            details: { operator: true },
          },
          { after_ms: 9, type: 'access_granted', actor: 'admin', subject: 'token/1', details: { operator: true } },
        ],
        violations: [1],
      },
      {
        name: 'one for an operator',
        events: [
          { after_ms: 0, type: 'access_granted', actor: 'eve', subject: 'token/1', details: { operator: true } },
        ],
        violations: [0],
      },
    ],
  },
  {
    id: 'rules-are-not-swept-away',
    title: 'Many rules were deleted at once',
    description:
      'More than twenty rules were deleted by one subject within ten minutes: what they watched is watched by nobody.',
    references: ['SOX 404', 'ISO 27001 A.8.32'],
    severity: 'HIGH',
    events: { types: ['rule_deleted'] },
    breach: { kind: 'more_than', count: 20, within_ms: 10 * minute, per: ['actor'] },
    examples: [
      { name: 'one a minute', events: deleted(30, minute), violations: [] },
      { name: 'fifty in fifty seconds', events: deleted(50, 1_000), violations: [20, 41] },
    ],
  },
];
