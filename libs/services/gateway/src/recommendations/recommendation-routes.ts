import { apiResponse } from '@tocsin/contracts/http/api-response';
import type { CommandOf, Outcome } from '@tocsin/contracts/topics/commands';
import {
  AbstentionReasonSchema,
  type ConfigurationRecommendation,
  ConfigurationRecommendationSchema,
  RecommendationStateSchema,
  toldOf,
} from '@tocsin/domain/recommendations/configuration-recommendation';
import { HoldSchema } from '@tocsin/domain/rules/alert-rule';
import { durationMs } from '@tocsin/domain/rules/duration';
import { ReasonSchema } from '@tocsin/domain/rules/version-entry';
import { z } from 'zod';
import { AuthManager } from '../auth-manager.js';
import { notFound, ProblemError } from '../problem.js';
import { bodyOrDefaults, page, PageSchema, parsed, principalOf, type Route, type RouteRequest } from '../route.js';
import { envelopeOf, idempotencyKey, refusalOf, ruleOf } from '../routes/rules/rule-world.js';
import { OutcomeSchema, outcomeOf } from './recommendation-outcome.js';
import { historyStart, incidentsKnownOf, type RecommendationWorld } from './recommendation-world.js';

const QuerySchema = z.strictObject({
  ...PageSchema,
  state: RecommendationStateSchema.optional(),
  rule_id: z.string().max(64).optional(),
});
const AskedSchema = z.strictObject({
  delay_max: HoldSchema.default('5m').meta({
    description: 'By how much an incident may be told of later than the rule tells of it now.',
  }),
});
const AnswerSchema = z
  .strictObject({
    kind: z.enum(['recommended', 'abstained']),
    recommendation: ConfigurationRecommendationSchema.optional().meta({ description: 'With `recommended`.' }),
    reason: AbstentionReasonSchema.optional().meta({ description: 'With `abstained`: why nothing is recommended.' }),
    message: z.string().optional().meta({ description: 'With `abstained`: the same in a sentence.' }),
  })
  .meta({ id: 'RecommendationAnswer' });
const DecisionSchema = z.strictObject({ reason: ReasonSchema.default('') });
const answer = { schema: apiResponse(ConfigurationRecommendationSchema) };
const tag = 'rules';

/** Settings of rules that the history speaks for: made, decided about, and measured afterwards. */
export function recommendationRoutes(world: RecommendationWorld): Route[] {
  const { recommendations, rules, runner, sender, ids, clock, confidenceMin } = world;
  const known = (request: RouteRequest): ConfigurationRecommendation => {
    const found = recommendations.get(principalOf(request).tenant, request.params['id'] ?? '');
    if (found === null) throw notFound('such recommendation');
    return found;
  };
  const asItIs = (one: ConfigurationRecommendation): ConfigurationRecommendation =>
    toldOf(one, rules.get(one.tenant_id, one.rule_id));
  return [
    {
      method: 'POST',
      path: '/api/rules/{id}/recommendations',
      operation: 'makeRecommendation',
      headers: idempotencyKey,
      tag,
      summary: 'Recommend a threshold and a `for` of a rule',
      description:
        'Of rules of one threshold or change; rules of rule groups have none. Settings are tried by back-test over the samples that are kept, chosen by the earlier part and judged by the later one; incidents and acknowledged alerts say what was real. The rule stays as it is until the recommendation is accepted. An open one of the same rule is superseded. Also needs the scope metrics:read.',
      scope: 'rules:write',
      body: { types: ['application/json'], schema: AskedSchema, example: { delay_max: '5m' }, isOptional: true },
      answers: {
        200: { description: 'Nothing is recommended, and why.', schema: apiResponse(AnswerSchema) },
        201: { description: 'The recommendation.', schema: apiResponse(AnswerSchema) },
      },
      handle: async (request) => {
        AuthManager.demand(principalOf(request), 'metrics:read');
        refuseGroupRule(request.params['id'] ?? '');
        const rule = ruleOf(request, world);
        const { delay_max } = parsed(AskedSchema, bodyOrDefaults(request));
        const envelope = envelopeOf(request, world, 'POST /api/rules/{id}/recommendations');
        const to = clock.now();
        const from = await historyStart(world, rule.tenant_id, to);
        const incidents = incidentsKnownOf(rule, world, to);
        const asked = { rule, from, to, incidents, delayMsMax: durationMs(delay_max), confidenceMin };
        const found = await runner.recommend(asked, request.signal);
        if (found.kind === 'abstained') return { status: 200, data: found };
        const { kind, ...recommended } = found;
        const of = { recommendation_id: ids.next(), rule_id: rule.id, rule_version: rule.version };
        const outcome = await sender.send({ type: 'recommendation.make', ...envelope, ...of, recommended });
        const recommendation = learned(outcome, world);
        const headers = { location: `/api/recommendations/${recommendation.id}` };
        return { status: 201, headers, data: { kind, recommendation } };
      },
    },
    {
      method: 'GET',
      path: '/api/recommendations',
      operation: 'listRecommendations',
      tag,
      summary: 'List recommendations',
      scope: 'rules:read',
      query: QuerySchema,
      answers: {
        200: {
          description: 'Recommendations, the newest first.',
          schema: apiResponse(z.array(ConfigurationRecommendationSchema)),
        },
      },
      handle: async (request) => {
        const query = parsed(QuerySchema, request.query);
        const found = recommendations
          .ofTenant(principalOf(request).tenant)
          .map(asItIs)
          .filter(({ state, rule_id }) => (query.state ?? state) === state && (query.rule_id ?? rule_id) === rule_id);
        const { data, next_cursor } = page(
          found,
          query,
          ({ made_at, id }) => `${String(made_at).padStart(16, '0')} ${id}`,
        );
        return { status: 200, data, meta: next_cursor === undefined ? {} : { next_cursor } };
      },
    },
    {
      method: 'GET',
      path: '/api/recommendations/{id}',
      operation: 'getRecommendation',
      tag,
      summary: 'Read a recommendation',
      scope: 'rules:read',
      answers: { 200: { description: 'The recommendation.', ...answer } },
      handle: async (request) => ({ status: 200, data: asItIs(known(request)) }),
    },
    {
      method: 'GET',
      path: '/api/recommendations/{id}/outcome',
      operation: 'getRecommendationOutcome',
      tag,
      summary: 'Measure what became of an accepted recommendation',
      description:
        'What the rule has sent since it has the setting, as far as samples are kept, beside what it would have sent with the setting of before. Also needs the scope metrics:read.',
      scope: 'rules:read',
      answers: { 200: { description: 'What was measured.', schema: apiResponse(OutcomeSchema) } },
      handle: async (request) => {
        AuthManager.demand(principalOf(request), 'metrics:read');
        return { status: 200, data: await outcomeOf(known(request), request, world) };
      },
    },
    deciding('accept', known, world),
    deciding('refuse', known, world),
  ];
}

/** Rules of groups have ids of their group and their name. @throws ProblemError 422 for such an id */
function refuseGroupRule(id: string): void {
  if (!id.includes('/')) return;
  throw new ProblemError(
    422,
    'rule-of-a-group',
    'Rules of rule groups have no recommendations',
    `${id} is the id of a rule of a rule group. Only rules of /api/rules have recommendations; change the group itself.`,
  );
}

const words = {
  accept: {
    operation: 'acceptRecommendation',
    summary: 'Accept a recommendation',
    description:
      'The rule gets the setting as if whoever accepts had changed it: a new version, which waits where approval is needed. 409 when the rule has changed since the recommendation was made.',
  },
  refuse: {
    operation: 'refuseRecommendation',
    summary: 'Refuse a recommendation',
    description: 'The rule stays as it is.',
  },
} as const;

function deciding(
  verdict: CommandOf<'recommendation.decide'>['verdict'],
  known: (request: RouteRequest) => ConfigurationRecommendation,
  world: RecommendationWorld,
): Route {
  const path = `/api/recommendations/{id}/${verdict}`;
  const waits = { 202: { description: 'The change of the rule waits for approval by somebody else.', ...answer } };
  return {
    method: 'POST',
    path,
    ...words[verdict],
    headers: idempotencyKey,
    tag,
    scope: 'rules:write',
    body: { types: ['application/json'], schema: DecisionSchema, example: { reason: 'too loud' }, isOptional: true },
    answers: {
      200: { description: 'The recommendation as it is decided.', ...answer },
      ...(verdict === 'accept' ? waits : {}),
    },
    handle: async (request) => {
      const { id: recommendation_id } = known(request);
      const { reason } = parsed(DecisionSchema, bodyOrDefaults(request));
      const envelope = envelopeOf(request, world, `POST ${path}`);
      const decision = { recommendation_id, verdict, reason };
      const outcome = await world.sender.send({ type: 'recommendation.decide', ...envelope, ...decision });
      const recommendation = learned(outcome, world);
      const isWaiting = outcome.kind === 'recommendation' && outcome.proposal !== undefined;
      return { status: isWaiting ? 202 : 200, data: recommendation };
    },
  };
}

/** Lets whoever asks next read what was written. @throws ProblemError when nothing was */
function learned(outcome: Outcome, { recommendations, rules, proposals }: RecommendationWorld) {
  if (outcome.kind === 'conflict')
    throw new ProblemError(
      409,
      'rule-changed',
      'The rule has changed meanwhile',
      `What was recommended speaks of another version: ${outcome.message}. Ask for a new recommendation.`,
    );
  if (outcome.kind !== 'recommendation') throw refusalOf(outcome, 'recommendation');
  const { recommendation, rule, proposal } = outcome;
  recommendations.learn(recommendation);
  if (rule !== undefined) rules.learn(rule);
  if (proposal !== undefined) proposals.learn(proposal);
  else if (rule !== undefined) proposals.unlearn(rule.tenant_id, rule.id);
  return recommendation;
}
