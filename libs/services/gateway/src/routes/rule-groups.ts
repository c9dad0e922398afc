import { apiResponse } from '@tocsin/contracts/http/api-response';
import { readRuleFile, readRuleGroup, writeRuleFile } from '@tocsin/contracts/http/rule-group-body';
import type { CommandReply } from '@tocsin/contracts/topics/commands';
import { changeOf, draftOf, exampleGroup } from '@tocsin/contracts/topics/rule-groups';
import { hash128 } from '@tocsin/domain/engine/hash';
import {
  type RuleGroupDocument,
  RuleGroupDocumentSchema,
  RuleGroupDraftSchema,
} from '@tocsin/domain/groups/rule-group-document';
import type { Clock, IdSource } from '@tocsin/ports/clock';
import { z } from 'zod';
import type { CommandSender } from '../command-sender.js';
import { notFound, ProblemError } from '../problem.js';
import type { RuleGroupDirectory } from '../read-model/rule-group-directory.js';
import { headerOf, page, PageSchema, parsed, principalOf, type Route, type RouteRequest } from '../route.js';
import { invalidCommand } from './invalid-command.js';
import { bodyOf, draftsOf, wantsYaml } from './rule-group-body.js';

export interface RuleGroupRoutesOptions {
  groups: RuleGroupDirectory;
  sender: Pick<CommandSender, 'send'>;
  clock: Clock;
  ids: IdSource;
  processName: string;
}

type Outcome = CommandReply['outcome'];

const ListQuerySchema = z.strictObject({
  ...PageSchema,
  q: z.string().max(200).optional().meta({ description: 'Only groups whose name contains this text.' }),
});
const ImportQuerySchema = z.strictObject({
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
  })
  .meta({ id: 'ImportedRuleFile', description: 'The names of the groups of a rule file, by what became of them.' });
const FileSchema = z.strictObject({ groups: z.array(RuleGroupDraftSchema) });

const types = ['application/json', 'application/yaml'];
const groupBody = { types, schema: RuleGroupDraftSchema, example: draftOf(exampleGroup) };
const fileBody = { types, schema: FileSchema, example: { groups: [draftOf(exampleGroup)] } };
const groupAnswer = { schema: apiResponse(RuleGroupDocumentSchema) };
const places = 'What is wrong is told with its path, and in YAML with line and column.';
const tag = 'rule groups';

/** Groups of Prometheus rules: written through commands, read from what the compacted topic says. */
export function ruleGroupRoutes({ groups, sender, clock, ids, processName }: RuleGroupRoutesOptions): Route[] {
  const envelope = (request: RouteRequest) => {
    const { tenant, subject } = principalOf(request);
    return { id: ids.next(), tenant_id: tenant, actor: subject, at: clock.now(), reply_to: processName };
  };
  const groupOf = (request: RouteRequest): RuleGroupDocument | null =>
    groups.get(principalOf(request).tenant, nameOf(request));

  return [
    {
      method: 'GET',
      path: '/api/rule-groups',
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
      tag,
      summary: 'Read a rule group',
      description: 'With `Accept: application/yaml`, as a rule file of Prometheus that has just this group.',
      scope: 'rules:read',
      answers: { 200: { description: 'The group; its version is the ETag.', ...groupAnswer } },
      handle: async (request) => {
        const group = groupOf(request);
        if (group === null) throw notFound('such rule group');
        const answer = { status: 200, headers: { ...etagOf(group), vary: 'accept' } };
        return wantsYaml(request)
          ? { ...answer, raw: { type: 'application/yaml', content: writeRuleFile([draftOf(group)]) } }
          : { ...answer, data: group };
      },
    },
    {
      method: 'PUT',
      path: '/api/rule-groups/{name}',
      tag,
      summary: 'Create or replace a rule group',
      description: `Takes the group in JSON or YAML, or a rule file of Prometheus that has just this group. ${places} With the header \`If-Match\`, only the version that it names is replaced; with \`If-None-Match: *\`, none is.`,
      scope: 'rules:write',
      body: groupBody,
      answers: {
        200: { description: 'The group as it is now; at the version it had when nothing changed.', ...groupAnswer },
        201: { description: 'The new group, which is evaluated from now on.', ...groupAnswer },
      },
      handle: async (request) => {
        const [draft] = draftsOf(readRuleGroup(bodyOf(request), nameOf(request)));
        if (draft === undefined) throw new TypeError('a group was read, and none is there');
        const condition = conditionOf(request, groupOf(request));
        const outcome = await sender.send({ type: 'group.put', ...envelope(request), draft, ...condition });
        if (outcome.kind !== 'group') throw refusal(outcome);
        const { change, group } = outcome;
        groups.learn(group);
        const headers = change === 'created' ? { location: `/api/rule-groups/${encodeURIComponent(group.name)}` } : {};
        return { status: change === 'created' ? 201 : 200, headers: { ...etagOf(group), ...headers }, data: group };
      },
    },
    {
      method: 'DELETE',
      path: '/api/rule-groups/{name}',
      tag,
      summary: 'Delete a rule group',
      description: 'With the header `If-Match`, only at the version that it names.',
      scope: 'rules:delete',
      answers: { 204: { description: 'It is gone.' } },
      handle: async (request) => {
        const name = nameOf(request);
        const condition = conditionOf(request, groupOf(request));
        const outcome = await sender.send({ type: 'group.delete', ...envelope(request), name, ...condition });
        if (outcome.kind !== 'deleted') throw refusal(outcome);
        groups.unlearn(principalOf(request).tenant, name);
        return { status: 204 };
      },
    },
    {
      method: 'POST',
      path: '/api/rule-files',
      tag,
      summary: 'Import a rule file of Prometheus',
      description: `Puts all groups of the file, or none. Groups that the file does not name stay. ${places}`,
      scope: 'rules:write',
      query: ImportQuerySchema,
      body: fileBody,
      answers: { 200: { description: 'What became of each group.', schema: apiResponse(ImportedSchema) } },
      handle: async (request) => {
        const isDryRun = parsed(ImportQuerySchema, request.query).dry_run === 'true';
        const drafts = [...draftsOf(readRuleFile(bodyOf(request)))];
        const { tenant } = principalOf(request);
        if (isDryRun) {
          const foreseen = drafts.map((draft) => ({
            change: changeOf(groups.get(tenant, draft.name), draft),
            group: draft,
          }));
          return { status: 200, data: { dry_run: true, ...byChange(foreseen) } };
        }
        const outcome = await sender.send({ type: 'group.import', ...envelope(request), drafts });
        if (outcome.kind !== 'groups') throw refusal(outcome);
        for (const { group } of outcome.groups) groups.learn(group);
        return { status: 200, data: { dry_run: false, ...byChange(outcome.groups) } };
      },
    },
  ];
}

const nameOf = ({ params }: RouteRequest): string => params['name'] ?? '';
const etagOf = ({ version }: RuleGroupDocument) => ({ etag: `"${version}"` });

function byChange(puts: readonly { change: 'created' | 'changed' | 'unchanged'; group: { name: string } }[]) {
  const namesOf = (change: string): string[] =>
    puts.filter((put) => put.change === change).map(({ group }) => group.name);
  return { created: namesOf('created'), changed: namesOf('changed'), unchanged: namesOf('unchanged') };
}

/** Which version may be changed, by the headers of the request. @throws ProblemError 412 when none can be */
function conditionOf(request: RouteRequest, known: RuleGroupDocument | null): { if_version?: number } {
  if (headerOf(request, 'if-none-match')?.trim() === '*') return { if_version: 0 };
  const match = headerOf(request, 'if-match')?.trim();
  if (match === undefined) return {};
  if (match === '*' && known !== null) return {};
  const version = /^"?([1-9]\d{0,8})"?$/.exec(match)?.[1];
  if (version === undefined) throw changedMeanwhile(`If-Match is ${match}, which is no version of this group`);
  return { if_version: Number(version) };
}

function refusal(outcome: Outcome): Error {
  switch (outcome.kind) {
    case 'not_found':
      return notFound('such rule group');
    case 'conflict':
      return changedMeanwhile(outcome.message);
    case 'invalid':
      return invalidCommand(outcome);
    case 'limit_reached':
      return new ProblemError(409, 'limit-reached', 'A limit is reached', outcome.message);
    default:
      return new TypeError(`a command for rule groups was answered with ${outcome.kind}`);
  }
}

const changedMeanwhile = (what: string): ProblemError =>
  new ProblemError(412, 'conflict', 'It has changed meanwhile', `${what}. Read it again and decide anew.`);
