import { HealingPlanSchema } from '@tocsin/domain/healing/plan';
import { ActorSchema } from '@tocsin/domain/healing/playbook';
import { type EffectState, type Run, RunStateSchema, type RunSummary } from '@tocsin/domain/healing/run';
import { RunEventSchema, type RunEvent } from '@tocsin/domain/healing/run-event';
import { z } from 'zod';

const times = {
  created_at: z.int(),
  started_at: z.int().nullable().meta({ description: 'When the first effect began.' }),
  ended_at: z.int().nullable(),
};

export const RunSummarySchema = z
  .strictObject({
    id: z.string(),
    playbook_id: z.string(),
    playbook_name: z
      .string()
      .nullable()
      .meta({ description: 'When it was planned; null of runs that are older than this field.' }),
    alert_name: z
      .string()
      .nullable()
      .meta({ description: 'Of the alert that it is about; null as `playbook_name` is.' }),
    state: RunStateSchema,
    targets: z.array(z.string()),
    ...times,
  })
  .meta({ id: 'HealingRunSummary' });

const QuestionSchema = z.strictObject({
  step: z.int(),
  action: z.int(),
  direction: z.enum(['do', 'undo']),
  target: z.string(),
  reason: z.string(),
});

export const RunSchema = z
  .strictObject({
    id: z.string(),
    state: RunStateSchema,
    reason: z.string().meta({ description: 'Why it ended, or is rolled back.' }),
    plan_hash: z.string().meta({ description: 'Of the plan as it stands: what an approval names.' }),
    plan: HealingPlanSchema,
    approvals: z.array(
      z.strictObject({
        by: ActorSchema,
        at: z.int(),
        break_glass: z.boolean(),
        until: z.int().nullable().meta({ description: 'When what a broken glass grants is over; null of others.' }),
      }),
    ),
    review: z
      .strictObject({ by: ActorSchema, at: z.int(), is_justified: z.boolean() })
      .nullable()
      .meta({ description: 'What somebody else says of a glass that was broken.' }),
    questions: z
      .array(QuestionSchema)
      .meta({ description: 'Effects of which only a person can say whether they are there.' }),
    ...times,
    events: z.array(RunEventSchema).meta({ description: 'All that has happened to it, in order.' }),
  })
  .meta({ id: 'HealingRun' });

export const runSummaryAnswer = (summary: RunSummary): z.infer<typeof RunSummarySchema> => {
  const { runId: id, playbookId: playbook_id, state, targets, createdAt, startedAt, endedAt } = summary;
  const at = { created_at: createdAt, started_at: startedAt, ended_at: endedAt };
  const names = { playbook_name: summary.playbookName ?? null, alert_name: summary.alertName ?? null };
  return { id, playbook_id, ...names, state, targets: [...targets], ...at };
};

export const runAnswer = (run: Run, events: readonly RunEvent[]): z.infer<typeof RunSchema> => ({
  id: run.id,
  state: run.state,
  reason: run.reason,
  plan_hash: run.hash,
  plan: run.plan,
  approvals: run.approvals.map(({ by, at, isBreakGlass, until }) => ({ by, at, break_glass: isBreakGlass, until })),
  review: run.review && { by: run.review.by, at: run.review.at, is_justified: run.review.isJustified },
  questions: questionsOf(run),
  created_at: run.createdAt,
  started_at: run.startedAt,
  ended_at: run.endedAt,
  events: [...events],
});

function questionsOf({ effects, plan }: Run): z.infer<typeof QuestionSchema>[] {
  return effects.flatMap((actions, step) =>
    actions.flatMap((both, action) =>
      (['do', 'undo'] as const).flatMap((direction) => {
        const { status, reason }: EffectState = both[direction];
        const target = plan.steps[step]?.actions[action]?.target ?? '';
        return status === 'in_doubt' ? [{ step, action, direction, target, reason }] : [];
      }),
    ),
  );
}
