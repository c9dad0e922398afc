import type { HealingAction } from '@tocsin/domain/healing/action';
import type { DecisionRefusal } from '@tocsin/domain/healing/approval';
import { killSwitchGuard } from '@tocsin/domain/healing/guards';
import { type Run, runOf } from '@tocsin/domain/healing/run';
import type { RunEvent } from '@tocsin/domain/healing/run-event';
import type { TargetGrant } from '@tocsin/domain/healing/target-grants';
import type { Clock, IdSource } from '@tocsin/ports/clock';
import type { HealingStore } from '@tocsin/ports/healing-store';
import type { InventoryStore } from '@tocsin/ports/inventory-store';
import type { OutboundHttp } from '@tocsin/ports/outbound-http';
import type { RunRequests } from '@tocsin/ports/run-requests';
import { notFound, ProblemError } from '../problem.js';
import type { AlertDirectory } from '../read-model/alert-directory.js';
import { principalOf, type RouteRequest } from '../route.js';
import type { Deciders } from './deciders.js';
import type { PlaybookDryRunner } from './playbook-dry-runner.js';

/** What the routes of healing need. */
export interface HealingRoutesWorld extends HealingParts {
  deciders: Deciders;
  dryRunner: Pick<PlaybookDryRunner, 'run'>;
  alerts: Pick<AlertDirectory, 'get' | 'ofTenant'>;
  outbound: Pick<OutboundHttp, 'refusal'>;
  clock: Pick<Clock, 'now'>;
  ids: IdSource;
}

/** What of healing is handed to the gateway. */
export interface HealingParts {
  store: HealingStore;
  requests: RunRequests;
  inventory: Pick<InventoryStore, 'all'>;
  grants: readonly TargetGrant[];
  /** Whether the operator has switched on what does actions of a kind. */
  isSwitchedOn(kind: HealingAction['kind']): boolean;
  /** For how long breaking the glass grants anything; ms. */
  breakGlassMs: number;
  /** What requests to the webhooks of a tenant's playbooks are signed with. */
  signingSecretOf(tenantId: string): string;
}

/**
 * What is approved or asked for while healing is off would be held back, and be over with it.
 *
 * @throws ProblemError 409 while it is off
 */
export async function assertSwitchedOn(
  request: RouteRequest,
  store: Pick<HealingStore, 'killSwitches'>,
): Promise<void> {
  const on = await store.killSwitches();
  const off = killSwitchGuard(principalOf(request).tenant, { kind: 'known', on });
  if (off.kind === 'held')
    throw new ProblemError(
      409,
      'healing-switched-off',
      'Healing is switched off',
      `${off.reason}. Switch it on first.`,
    );
}

/** The run that a request is about. @throws ProblemError 404 when its tenant has none of the id */
export async function runOfRequest(
  request: RouteRequest,
  store: Pick<HealingStore, 'run'>,
): Promise<{ run: Run; events: readonly RunEvent[] }> {
  const { tenant } = principalOf(request);
  const stored = await store.run(tenant, request.params['id'] ?? '');
  if (stored === null) throw notFound('such run');
  return { run: runOf(stored.runId, stored.events), events: stored.events };
}

/** What whoever decides may not do at all; the others are about the run as it stands. */
const forbidden: ReadonlySet<DecisionRefusal> = new Set<DecisionRefusal>([
  'role_insufficient',
  'role_age_unknown',
  'role_changed',
  'owner_unknown',
  'author',
  'requester',
  'break_glass_not_admin',
  'break_glass_by_service_account',
  'own_glass',
]);

/** Why a decision does not count: 404 for another tenant's run, 403 for whoever may not decide, 409 for what cannot be decided. */
export function refusalOfDecision(code: DecisionRefusal, reason: string): ProblemError {
  if (code === 'other_tenant') return notFound('such run');
  const status = forbidden.has(code) ? 403 : 409;
  const title = status === 403 ? 'Somebody else has to decide' : 'This cannot be decided now';
  return new ProblemError(status, `healing-${code.replaceAll('_', '-')}`, title, `${reason}.`);
}
