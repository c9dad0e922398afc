import { z } from 'zod';
import type { LedgerCrypto } from '../../ledger/ledger-crypto.js';
import { type HealingAction, HealingActionSchema } from '../action.js';
import { targetOf } from '../action-target.js';
import { type GuardName, GuardNameSchema } from '../guard.js';
import type { LookAnswer } from '../next-move.js';
import { approvalsNeeded } from '../plan.js';
import type { Playbook } from '../playbook.js';
import { resolvePlaybook } from '../resolve-playbook.js';
import type { RunSummary } from '../run.js';
import { HealingTriggerSchema } from '../trigger.js';
import { type HeardAlert, simulateHealing, type SimulatedDecision } from './healing-simulation.js';
import type { SimulatedDecider, SimulatedWorld, SimulationStep } from './simulated-world.js';

/** Most incidents that are told one by one, and most of their actions: some megabytes. */
const TOLD_MAX = 1_000;
const TOLD_ACTIONS_MAX = 10_000;

const IncidentSchema = z.strictObject({
  alert: HealingTriggerSchema,
  heard_at: z.number().meta({ description: 'When healing heard of it; ms since 1970.' }),
  decision: z.enum(['run', 'held_back']),
  guard: GuardNameSchema.nullable().meta({ description: 'What would have held it back.' }),
  reason: z.string(),
  targets: z.array(
    z.strictObject({
      target: z.string(),
      refusal: z.string().nullable().meta({ description: 'Why nothing here may touch it; null when that may be.' }),
    }),
  ),
  steps: z
    .array(z.strictObject({ name: z.string(), actions: z.array(HealingActionSchema) }))
    .meta({ description: 'With the labels of the alert in them; none when it lacks one.' }),
  preconditions: z.array(
    z.strictObject({
      query: z.string(),
      answer: z
        .enum(['holds', 'fails', 'unknown'])
        .meta({ description: 'At that time, by the samples that were kept.' }),
      reason: z.string(),
    }),
  ),
  verification: z
    .string()
    .nullable()
    .meta({ description: 'What it would have been verified by; null: the end of the alert.' }),
  approvals_needed: z.int().meta({ description: 'By how many people, at that hour.' }),
});

export const PlaybookDryRunSchema = z
  .strictObject({
    playbook: z.strictObject({
      name: z.string(),
      id: z.string().nullable().meta({ description: 'Null of a draft.' }),
      version: z.int().nullable(),
    }),
    from: z.int(),
    to: z.int(),
    summary: z.string(),
    incidents_count: z.int(),
    runs_count: z.int(),
    held_back_count: z.int(),
    held_back_by: z.record(z.string(), z.int()).meta({ description: 'How often by which guard.' }),
    assumptions: z.array(z.string()),
    incidents: z.array(IncidentSchema).meta({ description: 'In the order in which they came.' }),
    incidents_left_out: z.int().meta({ description: 'How many came before those that are told.' }),
  })
  .meta({
    id: 'PlaybookDryRun',
    description: 'What a playbook would have done about the alerts of a time that has passed.',
  });
export type PlaybookDryRun = z.infer<typeof PlaybookDryRunSchema>;

export interface DryRunOptions {
  readonly playbook: Playbook;
  /** Whether it is a version that is kept. */
  readonly isStored: boolean;
  readonly others: readonly Playbook[];
  readonly alerts: readonly HeardAlert[];
  /** Runs of other playbooks that there really were. */
  readonly recorded: readonly RunSummary[];
  readonly from: number;
  readonly to: number;
  /** Why nothing here may do an action of a kind to a target; null when that may be. */
  refusalOf(kind: HealingAction['kind'], target: string): string | null;
  readonly crypto: Pick<LedgerCrypto, 'sha256' | 'toUtf8'>;
}

const assumptions = [
  'The playbook was switched on all the time, and healing was not switched off.',
  'Every run was approved at once, its actions succeeded at once, and it helped at once.',
  'Alerts came as they did, though runs might have spared some of them.',
  'What is unknown of a precondition is taken for holding. How many of a group were healthy is not known, and holds nothing back.',
  'Runs of other playbooks are those that there were; which of their triggers made a storm is told by them as they stand now.',
];

/**
 * Says incident by incident what a playbook would have done. Whoever plays it answers the preconditions as of the time that
 * is asked for, `unanswered` where nobody knows.
 */
export function* dryRunPlaybook(options: DryRunOptions): Generator<SimulationStep, PlaybookDryRun, LookAnswer> {
  const { isStored, others, alerts, recorded, from, to, crypto } = options;
  const playbook: Playbook = { ...options.playbook, is_enabled: true };
  const world = worldOf(options);
  const decisions = yield* simulateHealing({ playbooks: [playbook], others, alerts, recorded, world, crypto });
  const held_back_by = countsOf(decisions);
  const held_back_count = Object.values(held_back_by).reduce((sum, count) => sum + count, 0);
  const runs_count = decisions.length - held_back_count;
  const actions = playbook.steps.reduce((sum, step) => sum + step.actions.length, 0);
  const told = decisions.slice(-Math.min(TOLD_MAX, Math.floor(TOLD_ACTIONS_MAX / actions)));
  const reasons = Object.entries(held_back_by).map(([guard, count]) => `${count} ${guard}`);
  const why = reasons.length === 0 ? '' : `: ${reasons.join(', ')}`;
  return {
    playbook: {
      name: playbook.name,
      id: isStored ? playbook.id : null,
      version: isStored ? playbook.version : null,
    },
    from,
    to,
    summary: `would have run ${times(runs_count)} in ${decisions.length} incidents; held back ${held_back_count}${why}`,
    incidents_count: decisions.length,
    runs_count,
    held_back_count,
    held_back_by,
    assumptions,
    incidents: told.map((decision) => incidentOf(decision, options)),
    incidents_left_out: decisions.length - told.length,
  };
}

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);

/** The most frequent first. */
function countsOf(decisions: readonly SimulatedDecision[]): Record<string, number> {
  const counts = new Map<GuardName, number>();
  for (const guard of decisions.flatMap((decision) => guardOf(decision)?.guard ?? []))
    counts.set(guard, (counts.get(guard) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)));
}

/** What holds a decision back, or the run that it came to before its first effect. */
function guardOf({ outcome }: SimulatedDecision): { readonly guard: GuardName; readonly reason: string } | null {
  if (outcome.kind === 'held') return outcome.verdict;
  return outcome.run.events.find((event) => event.type === 'held') ?? null;
}

function incidentOf(decision: SimulatedDecision, options: DryRunOptions): PlaybookDryRun['incidents'][number] {
  const { playbook, alert, asked } = decision;
  const { trigger, heardAt } = alert;
  const heldBy = guardOf(decision);
  const resolved = resolvePlaybook(playbook, trigger.labels);
  const steps = resolved.kind === 'resolved' ? resolved.steps : [];
  const named = resolved.kind === 'resolved' ? resolved.targets.flat() : [];
  const targets = new Map(steps.flat().map(({ kind }, i) => [named[i] ?? '', kind]));
  return {
    alert: trigger,
    heard_at: heardAt,
    decision: heldBy === null ? 'run' : 'held_back',
    guard: heldBy?.guard ?? null,
    reason: heldBy?.reason ?? '',
    targets: Array.from(targets, ([target, kind]) => ({ target, refusal: options.refusalOf(kind, target) })),
    steps: steps.map((actions, step) => ({ name: playbook.steps[step]?.name ?? '', actions: [...actions] })),
    preconditions: asked.map(({ query, answer }) =>
      answer.kind === 'unanswered'
        ? { query, answer: 'unknown', reason: answer.reason }
        : { query, answer: answer.kind, reason: '' },
    ),
    verification: resolved.kind === 'resolved' ? resolved.verification : null,
    approvals_needed: approvalsNeeded(playbook.approval, heardAt),
  };
}

/** All goes well at once, so that nothing but what is recorded and what bounds the playbook decides. */
function worldOf({ playbook, refusalOf }: DryRunOptions): SimulatedWorld {
  const done = { kind: 'done', effect: 'as it is assumed' } as const;
  return {
    rehearse: (action) => {
      const reason = refusalOf(action.kind, targetOf(action));
      return reason === null
        ? { kind: 'feasible', effect: 'not rehearsed', state: {}, group: null }
        : { kind: 'refused', reason };
    },
    act: () => ({ outcome: done, tookMs: 0 }),
    inquire: () => ({ traces: 'done', reason: '' }),
    look: () => ({ kind: 'holds' }),
    believed: (answer) => (answer.kind === 'unanswered' ? { kind: 'holds' } : answer),
    deciders: [0, 1].map((n) => approverOf(playbook.tenant_id, n)),
  };
}

/** Somebody who may approve, and has nothing to do with the playbook. */
const approverOf = (tenantId: string, n: number): SimulatedDecider => ({
  by: {
    subject: `approver ${n} of a dry run`,
    owners: [],
    isServiceAccount: false,
    tenantId,
    role: 'approver',
    roleSince: Number.NEGATIVE_INFINITY,
  },
  afterMs: 0,
  decision: 'approve',
});
