import type { z } from 'zod';
import type { ControlSchema } from '../control.js';

const day = 86_400_000;

/** Who changes something does not decide about it, and nobody makes an exception for themselves. */
export const segregationControls: readonly z.input<typeof ControlSchema>[] = [
  {
    id: 'approver-is-not-author',
    title: 'Who wrote a change has approved it',
    description:
      'A change that needs a second person was approved by the one who wrote it. The platform refuses that; if it happened, somebody found a way round.',
    references: ['SOX 404', 'ISO 27001 A.5.3'],
    severity: 'CRITICAL',
    events: { types: ['rule_approved'], where: [{ field: 'actor', same_as: 'details.author' }] },
    breach: { kind: 'each' },
    examples: [
      {
        name: 'somebody else approves',
        events: [
          { after_ms: 0, type: 'rule_approved', actor: 'bob', subject: 'rule/r', details: { author: 'ann' } },
          { after_ms: 1, type: 'rule_modified', actor: 'ann', subject: 'rule/r', details: { author: 'ann' } },
        ],
        violations: [],
      },
      {
        name: 'the author approves',
        events: [{ after_ms: 0, type: 'rule_approved', actor: 'ann', subject: 'rule/r', details: { author: 'ann' } }],
        violations: [0],
      },
    ],
  },
  {
    id: 'approver-role-is-settled',
    title: 'Somebody approved who had been given the role for it within a day',
    description:
      'Whoever may approve a change should have been chosen before there was one to approve. Look at who gave the role, and what was approved with it.',
    references: ['SOX 404', 'ISO 27001 A.5.15'],
    severity: 'HIGH',
    events: { types: ['rule_approved'] },
    breach: {
      kind: 'preceded',
      by: { types: ['access_granted'], where: [{ field: 'details.role', exists: true }] },
      same: [{ here: 'actor', there: 'details.for' }],
      within_ms: day,
    },
    examples: [
      {
        name: 'the role was given two days ago, or to somebody else',
        events: [
          {
            after_ms: 0,
            type: 'access_granted',
            actor: 'eve',
            subject: 'user/1',
            details: { for: 'bob', role: 'approver' },
          },
          {
            after_ms: 2 * day - 9,
            type: 'access_granted',
            actor: 'eve',
            subject: 'user/2',
            details: { for: 'cid', role: 'viewer' },
          },
          { after_ms: 2 * day, type: 'rule_approved', actor: 'bob', subject: 'rule/r', details: { author: 'ann' } },
        ],
        violations: [],
      },
      {
        name: 'a role and an hour later an approval',
        events: [
          {
            after_ms: 0,
            type: 'access_granted',
            actor: 'eve',
            subject: 'token/1',
            details: { for: 'bob', role: 'approver' },
          },
          { after_ms: day / 24, type: 'rule_approved', actor: 'bob', subject: 'rule/r', details: { author: 'ann' } },
        ],
        violations: [1],
      },
    ],
  },
  {
    id: 'nobody-raises-themselves',
    title: 'Somebody gave themselves another role',
    description: 'The role of a person was changed by the same person. Roles are given by somebody else.',
    references: ['SOX 404', 'ISO 27001 A.5.18'],
    severity: 'HIGH',
    events: {
      types: ['access_granted'],
      where: [
        { field: 'details.role_before', exists: true },
        { field: 'actor', same_as: 'details.for' },
      ],
    },
    breach: { kind: 'each' },
    examples: [
      {
        name: 'others give roles, and people sign in',
        events: [
          {
            after_ms: 0,
            type: 'access_granted',
            actor: 'eve',
            subject: 'user/1',
            details: { for: 'bob', role: 'editor', role_before: 'viewer' },
          },
          { after_ms: 1, type: 'access_granted', actor: 'bob', subject: 'user/1', details: { session: 's' } },
        ],
        violations: [],
      },
      {
        name: 'an admin steps down and up again',
        events: [
          {
            after_ms: 0,
            type: 'access_granted',
            actor: 'eve',
            subject: 'user/1',
            details: { for: 'eve', role: 'viewer', role_before: 'admin' },
          },
        ],
        violations: [0],
      },
    ],
  },
  {
    id: 'four-eyes-stay-on',
    title: 'What needs a second person was changed',
    description:
      'The approval policy decides which changes need somebody else. Whoever changes it decides for all later ones.',
    references: ['SOX 404', 'ISO 27001 A.8.32'],
    severity: 'HIGH',
    events: { types: ['configuration_changed'], where: [{ field: 'subject', is: 'approval-policy' }] },
    breach: { kind: 'each' },
    examples: [
      {
        name: 'other settings',
        events: [{ after_ms: 0, type: 'configuration_changed', actor: 'ann', subject: 'receiver/r' }],
        violations: [],
      },
      {
        name: 'the policy',
        events: [
          {
            after_ms: 0,
            type: 'configuration_changed',
            actor: 'ann',
            subject: 'approval-policy',
            details: { severities: [] },
          },
        ],
        violations: [0],
      },
    ],
  },
];
