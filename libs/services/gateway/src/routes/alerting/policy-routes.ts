import { apiResponse } from '@tocsin/contracts/http/api-response';
import { examplePolicy, POLICY_ID } from '@tocsin/contracts/topics/notification-policies';
import { checkPolicy, isNestedTooDeep } from '@tocsin/domain/alerting/check-policy';
import {
  type NotificationPolicy,
  NotificationPolicySchema,
  type PolicyDraft,
  PolicyDraftSchema,
  policyDraftOf,
} from '@tocsin/domain/alerting/notification-policy';
import { LabelsSchema } from '@tocsin/domain/rules/labels';
import { z } from 'zod';
import { invalid } from '../../problem.js';
import { assertOwnTenant, parsed, principalOf, type Route, type RouteRequest } from '../../route.js';
import { versionCondition } from '../version-condition.js';
import { type AlertingWorld, freshEnvelopeOf, refuseFindings } from './alerting-world.js';
import { ifMatch, refusalOf } from '../rules/rule-world.js';

/** Most label sets tried at once. */
const TRIED_MAX = 100;

const TestSchema = z.strictObject({ labels: LabelsSchema });
const TestedSchema = z
  .strictObject({
    routes: z.array(
      z.strictObject({
        route: z.string().meta({ description: 'The matchers on the way to it.' }),
        receivers: z.array(z.strictObject({ id: z.string(), name: z.string() })),
        group_key: z.string(),
        group_labels: z.record(z.string(), z.string()),
        group_wait_ms: z.number(),
        group_interval_ms: z.number(),
        repeat_interval_ms: z.number(),
        muted_by: z.array(z.string()).meta({ description: 'Time intervals that mute this route now.' }),
      }),
    ),
    silenced_by: z.array(z.string()),
    inhibited_by: z.array(z.string()),
  })
  .meta({
    id: 'TestedLabels',
    description: 'Where an alert of these labels would go, and what would hold it back now.',
  });

const policyAnswer = { schema: apiResponse(NotificationPolicySchema) };
const tag = 'alerting';

/** @throws ProblemError 422 with everything that is wrong with what was sent */
export function policyDraft(
  input: unknown,
  tenant: string,
  { receivers }: Pick<AlertingWorld, 'receivers'>,
): PolicyDraft {
  if (isNestedTooDeep(input))
    throw invalid([
      { path: '', code: 'too_deep', message: 'is nested too deeply', fix: 'Nest routes 16 deep at most.' },
    ]);
  const draft = parsed(PolicyDraftSchema, input);
  refuseFindings(checkPolicy(draft, (id) => receivers.get(tenant, id)?.type ?? null));
  return draft;
}

/** Puts a policy and lets this process know of it at once. */
export async function putPolicy(
  request: RouteRequest,
  draft: PolicyDraft,
  condition: { if_version?: number },
  world: AlertingWorld,
): Promise<{ change: 'created' | 'changed' | 'unchanged'; policy: NotificationPolicy }> {
  const outcome = await world.sender.send({
    type: 'policy.put',
    ...freshEnvelopeOf(request, world),
    draft,
    ...condition,
  });
  if (outcome.kind !== 'policy') throw refusalOf(outcome, 'notification policy');
  world.policies.learn(outcome.policy);
  return outcome;
}

/** The notification policy of a tenant: read, put, deleted, and tried. */
export function policyRoutes(world: AlertingWorld): Route[] {
  const { policies, receivers, statuses, sender, clock } = world;
  const known = (request: RouteRequest): NotificationPolicy | null =>
    policies.get(principalOf(request).tenant, POLICY_ID);

  const tested = (tenant: string, labels: Readonly<Record<string, string>>): z.infer<typeof TestedSchema> => {
    const { router, intervals } = statuses.policyOf(tenant);
    const { silenced_by, inhibited_by } = statuses.heldBack(tenant, { id: '', labels }, clock.now());
    const all = receivers.ofTenant(tenant).filter(({ type }) => type !== 'alertmanager');
    return {
      routes: router.groupsOf(labels).map(({ route, key, labels: group_labels }) => ({
        route: route.key,
        receivers: all
          .filter(({ id }) => route.receivers === null || route.receivers.includes(id))
          .map(({ id, name }) => ({ id, name })),
        group_key: key,
        group_labels,
        group_wait_ms: route.groupWaitMs,
        group_interval_ms: route.groupIntervalMs,
        repeat_interval_ms: route.repeatIntervalMs,
        muted_by: [...intervals.mutersOf(route, clock.now())],
      })),
      silenced_by,
      inhibited_by,
    };
  };

  return [
    {
      method: 'GET',
      path: '/api/notification-policy',
      operation: 'getNotificationPolicy',
      tag,
      summary: 'Read the notification policy',
      description: 'A tenant without one tells every receiver of each alert at once; the answer is null then.',
      scope: 'rules:read',
      answers: {
        200: {
          description: 'The policy, whose version is the ETag; null where there is none.',
          schema: apiResponse(NotificationPolicySchema.nullable()),
        },
      },
      handle: async (request) => {
        const policy = known(request);
        if (policy === null) return { status: 200, data: null };
        return { status: 200, headers: { etag: `"${policy.version}"` }, data: policy };
      },
    },
    {
      method: 'PUT',
      path: '/api/notification-policy',
      operation: 'updateNotificationPolicy',
      headers: ifMatch(false),
      tag,
      summary: 'Create or replace the notification policy',
      description:
        'Routes, inhibition rules and time intervals as Alertmanager has them; receivers are named by their ids. With the header `If-Match`, only the version that it names is replaced; with `If-None-Match: *`, none is.',
      scope: 'rules:write',
      body: { types: ['application/json'], schema: PolicyDraftSchema, example: policyDraftOf(examplePolicy) },
      answers: {
        200: { description: 'The policy as it is now; at the version it had when nothing changed.', ...policyAnswer },
        201: { description: 'The first policy of the tenant.', ...policyAnswer },
      },
      handle: async (request) => {
        const principal = principalOf(request);
        assertOwnTenant(principal, request.body);
        const draft = policyDraft(request.body, principal.tenant, world);
        const condition = versionCondition(request, known(request), 'policy');
        const { change, policy } = await putPolicy(request, draft, condition, world);
        return { status: change === 'created' ? 201 : 200, headers: { etag: `"${policy.version}"` }, data: policy };
      },
    },
    {
      method: 'DELETE',
      path: '/api/notification-policy',
      operation: 'deleteNotificationPolicy',
      headers: ifMatch(false),
      tag,
      summary: 'Delete the notification policy',
      description:
        'Every receiver is told of each alert then. With the header `If-Match`, only at the version that it names.',
      scope: 'rules:delete',
      answers: { 204: { description: 'It is gone.' } },
      handle: async (request) => {
        const condition = versionCondition(request, known(request), 'policy');
        const outcome = await sender.send({ type: 'policy.delete', ...freshEnvelopeOf(request, world), ...condition });
        if (outcome.kind !== 'deleted') throw refusalOf(outcome, 'notification policy');
        policies.unlearn(principalOf(request).tenant, POLICY_ID);
        return { status: 204 };
      },
    },
    {
      method: 'POST',
      path: '/api/notification-policy/test',
      operation: 'testNotificationPolicy',
      tag,
      summary: 'Say where alerts of some labels would go',
      description: `Takes one label set, or a list of at most ${TRIED_MAX}. Nobody is told of anything.`,
      scope: 'rules:read',
      body: {
        types: ['application/json'],
        schema: z.union([TestSchema, z.array(TestSchema).max(TRIED_MAX)]),
        example: { labels: { alertname: 'High CPU Usage', severity: 'high' } },
      },
      answers: {
        200: {
          description:
            'Routes, receivers, groups, and what holds the alert back now; for each label set, in their order.',
          schema: apiResponse(z.array(TestedSchema)),
        },
      },
      handle: async (request) => {
        const list = Array.isArray(request.body) ? request.body : [request.body];
        const tried = parsed(z.array(TestSchema).max(TRIED_MAX), list);
        const { tenant } = principalOf(request);
        return { status: 200, data: tried.map(({ labels }) => tested(tenant, labels)) };
      },
    },
  ];
}
