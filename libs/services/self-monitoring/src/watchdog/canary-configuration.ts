import type { ReceiverDraft } from '@tocsin/contracts/topics/receivers';
import type { RuleDraft } from '@tocsin/domain/rules/alert-rule';
import { ConditionFactory } from '@tocsin/domain/rules/condition-factory';

/** Canaries have a tenant of their own: in no list, ledger or report of anybody else does one of them show up. */
export const CANARY_TENANT = 'tocsin-canary';
export const CANARY_RULE = 'canary';
export const CANARY_RECEIVER = 'canary';
export const CANARY_METRIC = 'tocsin_canary';

/** Fires while the canary's series is 1, and ends when it is 0: each canary is the other one of the two. */
export const canaryRule: RuleDraft = {
  name: 'Canary',
  description: 'The platform sends itself a sample that changes this alert, and waits for the notification of it.',
  severity: 'LOW',
  category: 'infrastructure',
  status: 'active',
  conditions: [ConditionFactory.threshold(CANARY_METRIC, '>', 0)],
  for: '0',
  keep_firing_for: '0',
  labels: {},
  annotations: {},
};

/** The topic of notifications is where the watchdog hears of them. */
export const canaryReceiver = {
  name: 'watchdog of the platform',
  type: 'kafka',
  send_resolved: true,
} as const satisfies ReceiverDraft;
