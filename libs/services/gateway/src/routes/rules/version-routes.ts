import { apiResponse } from '@tocsin/contracts/http/api-response';
import type { Outcome } from '@tocsin/contracts/topics/commands';
import { draftOf as groupDraftOf } from '@tocsin/contracts/topics/rule-groups';
import { VERSIONS_PAGE_MAX } from '@tocsin/contracts/topics/rule-commands';
import { groupDiff } from '@tocsin/domain/groups/group-diff';
import { ruleDraftOf } from '@tocsin/domain/rules/alert-rule';
import { RuleChangeSchema, ruleDiff } from '@tocsin/domain/rules/rule-diff';
import {
  GroupVersionSchema,
  RuleVersionSchema,
  VERSION_MAX,
  type VersionEntry,
  VersionNumberSchema,
  VersionSummarySchema,
} from '@tocsin/domain/rules/version-entry';
import { z } from 'zod';
import { AuthManager } from '../../auth-manager.js';
import type { BacktestRunner } from '../../backtest/backtest-runner.js';
import { invalid, notFound } from '../../problem.js';
import { cursorOf, keyOfCursor, PageSchema, parsed, principalOf, type Route, type RouteRequest } from '../../route.js';
import { groupAnswer, groupAnswerOf, proposedGroupAnswer } from './group-answer.js';
import { answerOf, proposedAnswer, ruleAnswer } from './rule-answer.js';
import {
  changeOf,
  idempotencyKey,
  ifMatch,
  ChangeQuerySchema,
  envelopeOf,
  ifVersionOf,
  refusalOf,
  type RuleWorld,
  TrueOrFalseSchema,
} from './rule-world.js';
import { compareFirings, FiringsSchema } from './version-backtest.js';

/** Longest time that two versions are compared over; history is not kept for longer either. */
const DAYS_MAX = 400;

const VersionNumber = z.coerce.number().int().min(1).max(VERSION_MAX);
const ListQuerySchema = z.strictObject({
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(VERSIONS_PAGE_MAX)
    .default(50)
    .meta({ description: 'Most items of one page.' }),
  cursor: PageSchema.cursor,
});
const DiffQuerySchema = z.strictObject({
  from: VersionNumber,
  to: VersionNumber,
  backtest: TrueOrFalseSchema.meta({
    description: 'Say how much more or less it would have fired, by the samples that are kept. Needs metrics:read.',
  }),
  days: z.coerce.number().min(0.01).max(DAYS_MAX).default(30).meta({ description: 'How far the back-test goes back.' }),
});
const DiffSchema = z
  .strictObject({
    from: z.int(),
    to: z.int(),
    changes: z.array(RuleChangeSchema),
    backtest: FiringsSchema.optional(),
  })
  .meta({ id: 'VersionDiff', description: 'What two versions say differently.' });
const RestoreSchema = z.strictObject({ version: VersionNumberSchema }).meta({ id: 'RestoreVersion' });
const RestoreQuerySchema = z.strictObject(ChangeQuerySchema);

interface Subject {
  readonly of: 'rule' | 'group';
  readonly base: string;
  readonly parameter: 'id' | 'name';
  readonly tag: string;
  readonly entry: z.ZodType;
  readonly operations: { readonly list: string; readonly get: string; readonly compare: string };
}
const ruleSubject: Subject = {
  of: 'rule',
  base: '/api/rules/{id}',
  parameter: 'id',
  tag: 'rules',
  entry: RuleVersionSchema,
  operations: { list: 'listRuleVersions', get: 'getRuleVersion', compare: 'compareRuleVersions' },
};
const groupSubject: Subject = {
  of: 'group',
  base: '/api/rule-groups/{name}',
  parameter: 'name',
  tag: 'rule groups',
  entry: GroupVersionSchema,
  operations: { list: 'listRuleGroupVersions', get: 'getRuleGroupVersion', compare: 'compareRuleGroupVersions' },
};

/** Earlier versions of rules and rule groups: who, when, why, and what changed. Rule management is asked for them. */
export function versionRoutes(world: RuleWorld, runner: Pick<BacktestRunner, 'run'>): Route[] {
  return [
    ...readingRoutes(world, runner, ruleSubject),
    ...readingRoutes(world, runner, groupSubject),
    restoreRule(world),
    restoreGroup(world),
  ];
}

function readingRoutes(world: RuleWorld, runner: Pick<BacktestRunner, 'run'>, subject: Subject): Route[] {
  const { of, base, tag, operations } = subject;
  const what = of === 'rule' ? 'rule' : 'rule group';
  const ask = async (request: RouteRequest, version: number): Promise<VersionEntry> => {
    const envelope = envelopeOf(request, world, `GET ${base}/versions/{version}`);
    const outcome = await world.sender.send({
      type: 'versions.read',
      ...envelope,
      ...named(request, subject),
      version,
    });
    if (outcome.kind === 'version') return outcome.version;
    throw refusalOf(outcome, 'version');
  };

  return [
    {
      method: 'GET',
      path: `${base}/versions`,
      operation: operations.list,
      tag,
      summary: `List the versions of a ${what}`,
      description: 'Also of one that was deleted.',
      scope: 'rules:read',
      query: ListQuerySchema,
      answers: { 200: { description: 'Versions, newest first.', schema: apiResponse(z.array(VersionSummarySchema)) } },
      handle: async (request) => {
        const { limit, cursor } = parsed(ListQuerySchema, request.query);
        const before = cursor === undefined ? {} : { before: versionOfCursor(cursor) };
        const envelope = envelopeOf(request, world, `GET ${base}/versions`);
        const question = { ...named(request, subject), ...before, limit };
        const outcome = await world.sender.send({ type: 'versions.list', ...envelope, ...question });
        if (outcome.kind !== 'versions') throw refusalOf(outcome, what);
        const last = outcome.versions.at(-1);
        const hasMore = outcome.versions.length === limit && last !== undefined && last.version > 1;
        return {
          status: 200,
          data: outcome.versions,
          meta: hasMore ? { next_cursor: cursorOf(String(last.version)) } : {},
        };
      },
    },
    {
      method: 'GET',
      path: `${base}/versions/{version}`,
      operation: operations.get,
      tag,
      summary: `Read a version of a ${what}`,
      scope: 'rules:read',
      answers: { 200: { description: 'The version with its document.', schema: apiResponse(subject.entry) } },
      handle: async (request) => {
        const version = VersionNumber.safeParse(request.params['version']);
        if (!version.success) throw notFound('such version');
        return { status: 200, data: await ask(request, version.data) };
      },
    },
    {
      method: 'GET',
      path: `${base}/diff`,
      operation: operations.compare,
      tag,
      summary: `Compare two versions of a ${what}`,
      scope: 'rules:read',
      query: DiffQuerySchema,
      answers: { 200: { description: 'What changed, in data and in words.', schema: apiResponse(DiffSchema) } },
      handle: async (request) => {
        const { from, to, backtest, days } = parsed(DiffQuerySchema, request.query);
        if (backtest === 'true') AuthManager.demand(principalOf(request), 'metrics:read');
        const [before, after] = [await ask(request, from), await ask(request, to)];
        const data = { from, to, changes: changesOf(before, after) };
        if (backtest === 'false') return { status: 200, data };
        const { signal } = request;
        const span = { days, now: world.clock.now(), ...(signal === undefined ? {} : { signal }) };
        return { status: 200, data: { ...data, backtest: await compareFirings(runner, before, after, span) } };
      },
    },
  ];
}

const named = ({ params }: RouteRequest, { of, parameter }: Subject) => ({ of, name: params[parameter] ?? '' });

function changesOf({ document: before }: VersionEntry, { document: after }: VersionEntry) {
  if ('conditions' in before && 'conditions' in after) return ruleDiff(ruleDraftOf(before), ruleDraftOf(after));
  if ('rules' in before && 'rules' in after) return groupDiff(groupDraftOf(before), groupDraftOf(after));
  throw new TypeError('versions of a rule and of a rule group were compared');
}

function versionOfCursor(cursor: string): number {
  const version = VersionNumber.safeParse(keyOfCursor(cursor));
  if (version.success) return version.data;
  const fix = 'Send `meta.next_cursor` of the page before as it came.';
  throw invalid([{ path: 'cursor', code: 'not_allowed', message: 'is not a cursor of this list', fix }]);
}

const restoreBody = { types: ['application/json'], schema: RestoreSchema, example: { version: 2 } };

function restoreRule(world: RuleWorld): Route {
  return {
    method: 'POST',
    path: '/api/rules/{id}/restore',
    operation: 'restoreRule',
    headers: { ...ifMatch(false), ...idempotencyKey },
    tag: 'rules',
    summary: 'Let an earlier version of a rule stand again',
    description:
      'Also of one that was deleted. It becomes the next version. With the header `If-Match`, only in place of the version that it names.',
    scope: 'rules:write',
    query: RestoreQuerySchema,
    body: restoreBody,
    answers: { 200: { description: 'The next version of the rule.', ...ruleAnswer }, 202: proposedAnswer },
    handle: async (request) => {
      const outcome = await restore(request, world, 'rule', { rule_id: request.params['id'] ?? '' });
      return answerOf(outcome, world, {
        status: 200,
        tenant: principalOf(request).tenant,
        id: request.params['id'] ?? '',
      });
    },
  };
}

function restoreGroup(world: RuleWorld): Route {
  return {
    method: 'POST',
    path: '/api/rule-groups/{name}/restore',
    operation: 'restoreRuleGroup',
    headers: { ...ifMatch(false), ...idempotencyKey },
    tag: 'rule groups',
    summary: 'Let an earlier version of a rule group stand again',
    description: 'Also of one that was deleted. It becomes the next version.',
    scope: 'rules:write',
    query: RestoreQuerySchema,
    body: restoreBody,
    answers: { 200: { description: 'The next version of the group.', ...groupAnswer }, 202: proposedGroupAnswer },
    handle: async (request) => {
      const outcome = await restore(request, world, 'group', { name: request.params['name'] ?? '' });
      const of = { tenant: principalOf(request).tenant, name: request.params['name'] ?? '' };
      const answer = groupAnswerOf(outcome, world, of, 'version');
      return answer.status === 201 ? { ...answer, status: 200 } : answer;
    },
  };
}

function restore(
  request: RouteRequest,
  world: RuleWorld,
  of: 'rule' | 'group',
  subject: { rule_id: string } | { name: string },
): Promise<Outcome> {
  const { version } = parsed(RestoreSchema, request.body);
  const change = changeOf(parsed(RestoreQuerySchema, request.query));
  const envelope = envelopeOf(request, world, `POST restore ${of}`);
  const common = { ...envelope, ...change, version, ...ifVersionOf(request, false) };
  return 'rule_id' in subject
    ? world.sender.send({ type: 'rule.restore', ...common, ...subject })
    : world.sender.send({ type: 'group.restore', ...common, ...subject });
}
