import { apiResponse } from '@tocsin/contracts/http/api-response';
import {
  type Decider,
  decideApproval,
  decideCancellation,
  type Decision,
  decideRejection,
  decideReview,
  decideSettlement,
} from '@tocsin/domain/healing/approval';
import { type Run, RunStateSchema } from '@tocsin/domain/healing/run';
import { SaidSchema } from '@tocsin/domain/healing/run-event';
import { decideRun } from '@tocsin/ports/decide-run';
import { z } from 'zod';
import { invalid, notFound, ProblemError } from '../problem.js';
import {
  bodyOrDefaults,
  cursorOf,
  keyOfCursor,
  assertStorable,
  PageSchema,
  parsed,
  principalOf,
  type Route,
  type RouteAnswer,
  type RouteRequest,
} from '../route.js';
import { assertSwitchedOn, type HealingRoutesWorld, refusalOfDecision, runOfRequest } from './healing-world.js';
import { runAnswer, RunSchema, runSummaryAnswer, RunSummarySchema } from './run-answer.js';

const ListQuerySchema = z.strictObject({
  ...PageSchema,
  state: RunStateSchema.optional(),
  open: z.enum(['true', 'false']).optional().meta({ description: 'Those that are not over, or those that are.' }),
  playbook_id: z.string().max(200).optional(),
});
const reason = SaidSchema.default('');
const ApprovalSchema = z
  .strictObject({
    plan_hash: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'is no hash of a plan')
      .meta({ description: 'Of the plan that was looked at: no other is approved.' }),
    break_glass: z.boolean().default(false).meta({
      description:
        'An admin approves alone, for some minutes: what has not begun by then does not begin, and what has is taken back. Somebody else has to look at it afterwards.',
    }),
    reason,
  })
  .meta({ id: 'HealingApproval' });
const ReasonBodySchema = z.strictObject({ reason }).meta({ id: 'HealingReason' });
const SettlementSchema = z
  .strictObject({
    step: z.int().min(0).max(1_000),
    action: z.int().min(0).max(1_000),
    direction: z.enum(['do', 'undo']),
    is_done: z.boolean().meta({ description: 'Whether the effect is there.' }),
    reason: SaidSchema.min(1),
  })
  .meta({ id: 'HealingSettlement' });
const ReviewSchema = z
  .strictObject({
    is_justified: z.boolean().meta({ description: 'Whether there was reason not to wait for anybody.' }),
    reason: SaidSchema.min(1).meta({ description: 'What was found.' }),
  })
  .meta({ id: 'BreakGlassReview' });
const tag = 'healing';
const types = ['application/json'] as const;
const answers = { 200: { description: 'The run.', schema: apiResponse(RunSchema) } };

/** Runs of playbooks: what is done, has been done, and waits for somebody to say so. */
export function runRoutes({ store, deciders, clock, breakGlassMs }: HealingRoutesWorld): Route[] {
  const told = async (request: RouteRequest): Promise<RouteAnswer> => {
    const { run, events } = await runOfRequest(request, store);
    return { status: 200, headers: { etag: `"${run.hash}"` }, data: runAnswer(run, events) };
  };

  const decide = async (
    request: RouteRequest,
    decision: (run: Run, by: Decider, now: number) => Decision,
  ): Promise<RouteAnswer> => {
    const principal = principalOf(request);
    const by = await deciders.of(principal);
    const now = clock.now();
    const runId = request.params['id'] ?? '';
    assertStorable(request.body);
    const decided = await decideRun(store, principal.tenant, runId, (run) => decision(run, by, now), now);
    switch (decided.kind) {
      case 'decided':
        return told(request);
      case 'refused':
        throw refusalOfDecision(decided.code, decided.reason);
      case 'no_run':
        throw notFound('such run');
      case 'too_busy':
        throw new ProblemError(409, 'healing-busy', 'The run changes all the time', 'Read it again, and decide anew.');
    }
  };

  return [
    {
      method: 'GET',
      path: '/api/healing-runs',
      operation: 'listHealingRuns',
      tag,
      summary: 'List runs of playbooks',
      scope: 'rules:read',
      query: ListQuerySchema,
      answers: { 200: { description: 'Runs, the newest first.', schema: apiResponse(z.array(RunSummarySchema)) } },
      handle: async (request) => {
        const {
          limit,
          cursor,
          state = null,
          open,
          playbook_id: playbookId = null,
        } = parsed(ListQuerySchema, request.query);
        assertStorable(playbookId);
        const isOpen = open === undefined ? null : open === 'true';
        const after = cursor === undefined ? null : placeOfCursor(cursor);
        const wanted = { limit: limit + 1, after, state, playbookId, isOpen };
        const runs = await store.runs(principalOf(request).tenant, wanted);
        const data = runs.slice(0, limit).map(runSummaryAnswer);
        const last = data.at(-1);
        return {
          status: 200,
          data,
          meta:
            runs.length > limit && last !== undefined ? { next_cursor: cursorOf(`${last.created_at} ${last.id}`) } : {},
        };
      },
    },
    {
      method: 'GET',
      path: '/api/healing-runs/{id}',
      operation: 'getHealingRun',
      tag,
      summary: 'Read a run',
      scope: 'rules:read',
      answers,
      handle: told,
    },
    {
      method: 'POST',
      path: '/api/healing-runs/{id}/approve',
      operation: 'approveHealingRun',
      tag,
      summary: 'Approve the plan of a run',
      description:
        'Names the plan by its hash: when the plan is another one meanwhile, nothing is approved. Nobody approves runs of a playbook that they wrote, or with an account that is theirs; a role counts when it was held before the run was planned.',
      scope: 'rules:approve',
      body: { types, schema: ApprovalSchema, example: { plan_hash: 'ab'.repeat(32), reason: 'Seen before.' } },
      answers,
      handle: async (request) => {
        const { plan_hash: hash, break_glass: isBreakGlass, reason: said } = parsed(ApprovalSchema, request.body);
        await assertSwitchedOn(request, store);
        return decide(request, (run, by, now) =>
          decideApproval(run, { by, hash, isBreakGlass, reason: said, breakGlassMs }, now),
        );
      },
    },
    {
      method: 'POST',
      path: '/api/healing-runs/{id}/review',
      operation: 'reviewBreakGlass',
      tag,
      summary: 'Review a glass that was broken',
      description:
        'By somebody else than broke it, once, at any time after it. One that nobody has reviewed within a day violates the control `glass-is-reviewed`.',
      scope: 'rules:approve',
      body: {
        types,
        schema: ReviewSchema,
        example: { is_justified: true, reason: 'The shop was down, I was asleep.' },
      },
      answers,
      handle: async (request) => {
        const { is_justified: isJustified, reason: said } = parsed(ReviewSchema, request.body);
        return decide(request, (run, by, now) => decideReview(run, by, { isJustified, reason: said }, now));
      },
    },
    {
      method: 'POST',
      path: '/api/healing-runs/{id}/reject',
      operation: 'rejectHealingRun',
      tag,
      summary: 'Reject the plan of a run',
      scope: 'rules:approve',
      body: { types, schema: ReasonBodySchema, example: { reason: 'It is being looked at.' }, isOptional: true },
      answers,
      handle: async (request) => {
        const { reason: said } = parsed(ReasonBodySchema, bodyOrDefaults(request));
        return decide(request, (run, by, now) => decideRejection(run, by, said, now));
      },
    },
    {
      method: 'POST',
      path: '/api/healing-runs/{id}/cancel',
      operation: 'cancelHealingRun',
      tag,
      summary: 'Stop a run',
      description: 'What it has done already is undone.',
      scope: 'rules:approve',
      body: { types, schema: ReasonBodySchema, example: { reason: 'The wrong service.' }, isOptional: true },
      answers,
      handle: async (request) => {
        const { reason: said } = parsed(ReasonBodySchema, bodyOrDefaults(request));
        return decide(request, (run, by, now) => decideCancellation(run, by, said, now));
      },
    },
    {
      method: 'POST',
      path: '/api/healing-runs/{id}/settle',
      operation: 'settleHealingRun',
      tag,
      summary: 'Say whether an effect is there',
      description: 'Answers one of the `questions` of a run whose state is `unknown`; the run goes on from there.',
      scope: 'rules:approve',
      body: {
        types,
        schema: SettlementSchema,
        example: { step: 0, action: 0, direction: 'do', is_done: true, reason: 'The pods are new.' },
      },
      answers,
      handle: async (request) => {
        const { step, action, direction, is_done: isDone, reason: said } = parsed(SettlementSchema, request.body);
        const effect = { step, action, direction };
        return decide(request, (run, by, now) => decideSettlement(run, by, { effect, isDone, reason: said }, now));
      },
    },
  ];
}

/** Where the page before ended. @throws ProblemError 422 for a cursor of another list */
function placeOfCursor(cursor: string): { createdAt: number; runId: string } {
  const [, createdAt, runId] = /^(\d{1,15}) ([0-9a-f]{32})$/.exec(keyOfCursor(cursor)) ?? [];
  if (createdAt !== undefined && runId !== undefined) return { createdAt: Number(createdAt), runId };
  const fix = 'Send `meta.next_cursor` of the page before as it came.';
  throw invalid([{ path: 'cursor', code: 'not_allowed', message: 'is not a cursor of this list', fix }]);
}
