import { apiResponse } from '@tocsin/contracts/http/api-response';
import { readRuleFile, readRuleGroup, writeRuleFile } from '@tocsin/contracts/http/rule-group-body';
import { changeOf, draftOf, exampleGroup } from '@tocsin/contracts/topics/rule-groups';
import { groupApprovalVerdict } from '@tocsin/domain/groups/group-approval';
import { hash128 } from '@tocsin/domain/engine/hash';
import {
  type RuleGroupDocument,
  RuleGroupDocumentSchema,
  AlertingRuleDocumentSchema,
  GROUP_RULES_MAX,
  RecordingRuleDocumentSchema,
  RuleGroupDraftSchema,
} from '@tocsin/domain/groups/rule-group-document';
import { z } from 'zod';
import { notFound } from '../problem.js';
import { page, PageSchema, parsed, principalOf, type Route, type RouteRequest } from '../route.js';
import { bodyOf, draftsOf, wantsYaml } from './rule-group-body.js';
import {
  changeOf as change,
  ChangeQuerySchema,
  envelopeOf,
  idempotencyKey,
  ifMatch,
  policyOf,
  refusalOf,
  type RuleWorld,
} from './rules/rule-world.js';
import { groupAnswer, groupAnswerOf, groupAs, proposedGroupAnswer } from './rules/group-answer.js';
import { versionCondition } from './version-condition.js';

const ListQuerySchema = z.strictObject({
  ...PageSchema,
  q: z.string().max(200).optional().meta({ description: 'Only groups whose name contains this text.' }),
});
const ChangesSchema = z.strictObject(ChangeQuerySchema);
type ChangeQuery = z.infer<typeof ChangesSchema>;
const ImportQuerySchema = z.strictObject({
  ...ChangeQuerySchema,
  dry_run: z
    .enum(['true', 'false'])
    .default('false')
    .meta({ description: 'Check the file and say what it would change, and change nothing.' }),
});
const ImportedSchema = z
  .strictObject({
    dry_run: z.boolean(),
    created: z.array(z.string()),
    changed: z.array(z.string()),
    unchanged: z.array(z.string()).meta({ description: 'What says what it said before; its version stays.' }),
    proposed: z.array(z.string()).meta({ description: 'What waits for approval by somebody else.' }),
  })
  .meta({ id: 'ImportedRuleFile', description: 'The names of the groups of a rule file, by what became of them.' });
/** As files of Prometheus have it, a group may have no rules, a file no groups, and fields may be there and say nothing. */
const said = <Schema extends z.ZodType>(field: Schema) => field.nullable();
const alerting = AlertingRuleDocumentSchema.shape;
const group = RuleGroupDraftSchema.shape;
const WrittenRuleSchema = z.union([
  AlertingRuleDocumentSchema.extend({
    for: said(alerting.for),
    keep_firing_for: said(alerting.keep_firing_for),
    labels: said(alerting.labels),
    annotations: said(alerting.annotations),
  }),
  RecordingRuleDocumentSchema.extend({ labels: said(RecordingRuleDocumentSchema.shape.labels) }),
]);
const WrittenGroupSchema = RuleGroupDraftSchema.extend({
  interval: said(group.interval),
  query_offset: said(group.query_offset),
  limit: said(group.limit),
  labels: said(group.labels),
  rules: z.array(WrittenRuleSchema).max(GROUP_RULES_MAX).nullish(),
}).meta({ id: 'WrittenRuleGroup' });
const FileSchema = z.strictObject({ groups: z.array(WrittenGroupSchema).optional() });

const types = ['application/json', 'application/yaml'];
/** The address has the name of a group that stands alone. */
const PutGroupSchema = WrittenGroupSchema.partial({ name: true }).meta({ id: 'PutRuleGroup' });
const groupBody = { types, schema: PutGroupSchema, example: draftOf(exampleGroup) };
const fileBody = { types, schema: FileSchema, example: { groups: [draftOf(exampleGroup)] } };
const places = 'What is wrong is told with its path, and in YAML with line and column.';
const tag = 'rule groups';

/** Groups of Prometheus rules: written through commands, read from what the compacted topic says. */
export function ruleGroupRoutes(
  world: Pick<RuleWorld, 'groups' | 'groupProposals' | 'policies' | 'sender' | 'clock' | 'ids' | 'processName'>,
): Route[] {
  const { groups, groupProposals, sender } = world;
  const commandOf = (request: RouteRequest, what: string, query: ChangeQuery) => ({
    ...envelopeOf(request, world, what),
    ...change(query),
  });
  const groupOf = (request: RouteRequest): RuleGroupDocument | null =>
    groups.get(principalOf(request).tenant, nameOf(request));

  return [
    {
      method: 'GET',
      path: '/api/rule-groups',
      operation: 'listRuleGroups',
      tag,
      summary: 'List rule groups',
      scope: 'rules:read',
      query: ListQuerySchema,
      answers: { 200: { description: 'Groups, newest first.', schema: apiResponse(z.array(RuleGroupDocumentSchema)) } },
      handle: async (request) => {
        const query = parsed(ListQuerySchema, request.query);
        const text = query.q?.toLowerCase() ?? '';
        const found = groups
          .ofTenant(principalOf(request).tenant)
          .filter(({ name }) => name.toLowerCase().includes(text));
        // Names may be longer than a cursor.
        const keyOf = ({ created_at, name }: RuleGroupDocument): string =>
          `${String(created_at).padStart(16, '0')} ${hash128(name)}`;
        const { data, next_cursor } = page(found, query, keyOf);
        return { status: 200, data, meta: next_cursor === undefined ? {} : { next_cursor } };
      },
    },
    {
      method: 'GET',
      path: '/api/rule-groups/{name}',
      operation: 'getRuleGroup',
      tag,
      summary: 'Read a rule group',
      description: 'With `Accept: application/yaml`, as a rule file of Prometheus that has just this group.',
      scope: 'rules:read',
      answers: { 200: { description: 'The group; its version is the ETag.', ...groupAnswer } },
      handle: async (request) => {
        const group = groupOf(request);
        if (group === null) throw notFound('such rule group');
        const told = groupAs(200, group, groupProposals.get(group.tenant_id, group.name));
        const headers = { ...told.headers, vary: 'accept' };
        return wantsYaml(request)
          ? { status: 200, headers, raw: { type: 'application/yaml', content: writeRuleFile([draftOf(group)]) } }
          : { ...told, headers };
      },
    },
    {
      method: 'PUT',
      path: '/api/rule-groups/{name}',
      operation: 'updateRuleGroup',
      headers: ifMatch(false),
      tag,
      summary: 'Create or replace a rule group',
      description: `Takes the group in JSON or YAML, or a rule file of Prometheus that has just this group. ${places} With the header \`If-Match\`, only the version that it names is replaced; with \`If-None-Match: *\`, none is.`,
      scope: 'rules:write',
      query: ChangesSchema,
      body: groupBody,
      answers: {
        200: { description: 'The group as it is now; at the version it had when nothing changed.', ...groupAnswer },
        201: { description: 'The new group, which is evaluated from now on.', ...groupAnswer },
        202: proposedGroupAnswer,
      },
      handle: async (request) => {
        const [draft] = draftsOf(readRuleGroup(bodyOf(request), nameOf(request)));
        if (draft === undefined) throw new TypeError('a group was read, and none is there');
        const condition = versionCondition(request, groupOf(request), 'group');
        const command = commandOf(request, 'PUT /api/rule-groups/{name}', parsed(ChangesSchema, request.query));
        const outcome = await sender.send({ type: 'group.put', ...command, draft, ...condition });
        return groupAnswerOf(outcome, world, { tenant: principalOf(request).tenant, name: draft.name });
      },
    },
    {
      method: 'DELETE',
      path: '/api/rule-groups/{name}',
      operation: 'deleteRuleGroup',
      headers: ifMatch(false),
      tag,
      summary: 'Delete a rule group',
      description: 'With the header `If-Match`, only at the version that it names.',
      scope: 'rules:delete',
      query: ChangesSchema,
      answers: { 202: proposedGroupAnswer, 204: { description: 'It is gone.' } },
      handle: async (request) => {
        const name = nameOf(request);
        const condition = versionCondition(request, groupOf(request), 'group');
        const command = commandOf(request, 'DELETE /api/rule-groups/{name}', parsed(ChangesSchema, request.query));
        const outcome = await sender.send({ type: 'group.delete', ...command, name, ...condition });
        return groupAnswerOf(outcome, world, { tenant: principalOf(request).tenant, name });
      },
    },
    {
      method: 'POST',
      path: '/api/rule-files',
      operation: 'importRuleFile',
      headers: idempotencyKey,
      tag,
      summary: 'Import a rule file of Prometheus',
      description: `Puts all groups of the file, or none; those that need it wait for approval. Groups that the file does not name stay. ${places}`,
      scope: 'rules:write',
      query: ImportQuerySchema,
      body: fileBody,
      answers: { 200: { description: 'What became of each group.', schema: apiResponse(ImportedSchema) } },
      handle: async (request) => {
        const query = parsed(ImportQuerySchema, request.query);
        const drafts = [...draftsOf(readRuleFile(bodyOf(request)))];
        const { tenant } = principalOf(request);
        if (query.dry_run === 'true') {
          const policy = policyOf(tenant, world);
          const foreseen = drafts.map((draft) => {
            const known = groups.get(tenant, draft.name);
            const waits = groupApprovalVerdict(policy, known, draft).kind === 'needed';
            return { change: waits ? ('proposed' as const) : changeOf(known, draft), group: draft };
          });
          return { status: 200, data: { dry_run: true, ...byChange(foreseen) } };
        }
        const command = commandOf(request, 'POST /api/rule-files', query);
        const outcome = await sender.send({ type: 'group.import', ...command, drafts });
        if (outcome.kind !== 'groups') throw refusalOf(outcome, 'rule group');
        for (const { group } of outcome.groups) groups.learn(group);
        for (const proposal of outcome.proposals) groupProposals.learn(proposal);
        const waiting = outcome.proposals.map(({ document: group }) => ({ change: 'proposed' as const, group }));
        return { status: 200, data: { dry_run: false, ...byChange([...outcome.groups, ...waiting]) } };
      },
    },
  ];
}

const nameOf = ({ params }: RouteRequest): string => params['name'] ?? '';

function byChange(
  puts: readonly { change: 'created' | 'changed' | 'unchanged' | 'proposed'; group: { name: string } }[],
) {
  const namesOf = (change: string): string[] =>
    puts.filter((put) => put.change === change).map(({ group }) => group.name);
  return {
    created: namesOf('created'),
    changed: namesOf('changed'),
    unchanged: namesOf('unchanged'),
    proposed: namesOf('proposed'),
  };
}
