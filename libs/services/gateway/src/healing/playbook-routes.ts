import { apiResponse } from '@tocsin/contracts/http/api-response';
import { targetOf } from '@tocsin/domain/healing/action-target';
import { lintPlaybook } from '@tocsin/domain/healing/lint-playbook';
import {
  type Actor,
  type Playbook,
  type PlaybookDraft,
  PlaybookDraftSchema,
  PlaybookSchema,
} from '@tocsin/domain/healing/playbook';
import { isGranted } from '@tocsin/domain/healing/target-grants';
import { type Finding, warning } from '@tocsin/domain/rules/finding';
import { z } from 'zod';
import { invalid, notFound, ProblemError } from '../problem.js';
import {
  assertOwnTenant,
  assertStorable,
  page,
  PageSchema,
  parsed,
  principalOf,
  type Route,
  type RouteAnswer,
  type RouteRequest,
} from '../route.js';
import { refusedAddresses } from '../receivers/address-check.js';
import { changedMeanwhile, ifMatch } from '../routes/rules/rule-world.js';
import { versionCondition } from '../routes/version-condition.js';
import type { HealingRoutesWorld } from './healing-world.js';

/** Playbooks of one tenant; each is matched with every alert. */
const PLAYBOOKS_MAX = 500;
const tag = 'healing';
const ListQuerySchema = z.strictObject(PageSchema);
const VersionQuerySchema = z.strictObject({
  version: z.coerce.number().int().min(1).max(1e9).optional().meta({ description: 'The latest when left out.' }),
});
const DryRunSchema = z.strictObject({
  dry_run: z.enum(['true', 'false']).default('false').meta({ description: 'Checks it, and keeps nothing.' }),
});
const answer = { schema: apiResponse(PlaybookSchema) };
export const playbookExample = {
  name: 'Restart a shop that does not answer',
  trigger: { rule_ids: [], matchers: ['alertname="ShopDown"'] },
  steps: [
    {
      actions: [
        {
          kind: 'kubernetes_restart',
          workload: { namespace: '{{ $labels.namespace }}', kind: 'Deployment', name: '{{ $labels.deployment }}' },
        },
      ],
    },
  ],
};
const body = { types: ['application/json'], schema: PlaybookDraftSchema, example: playbookExample };

/** What is done about alerts: playbooks, of which each change is another version. */
export function playbookRoutes(world: HealingRoutesWorld): Route[] {
  const { store, deciders, clock, ids, isSwitchedOn, grants, outbound } = world;
  const known = async (request: RouteRequest): Promise<Playbook> => {
    const playbook = await store.playbook(principalOf(request).tenant, request.params['id'] ?? '', null);
    if (playbook === null) throw notFound('such playbook');
    return playbook;
  };
  const put = async (playbook: Playbook): Promise<void> => {
    const outcome = await store.putPlaybook(playbook);
    if (outcome.kind === 'conflict') throw changedMeanwhile(`The playbook is at version ${outcome.version}`);
  };
  /** What is written down and cannot be done here as things stand; the operator may yet change that. */
  const undoable = ({ steps }: PlaybookDraft, tenantId: string): Finding[] =>
    steps.flatMap(({ actions }, step) =>
      actions.flatMap((action, i) => {
        const at = `steps[${step}].actions[${i}]`;
        const fix = 'Ask the operator of this platform for it.';
        if (!isSwitchedOn(action.kind))
          return [warning(at, 'not_switched_on', `is of the kind ${action.kind}, which nothing here does`, fix)];
        const target = targetOf(action);
        return target.includes('{{') || isGranted(grants, tenantId, target)
          ? []
          : [warning(at, 'not_granted', `is done to ${target}, which is not granted to ${tenantId}`, fix)];
      }),
    );
  return [
    {
      method: 'GET',
      path: '/api/playbooks',
      operation: 'listPlaybooks',
      tag,
      summary: 'List playbooks',
      scope: 'rules:read',
      query: ListQuerySchema,
      answers: { 200: { description: 'Playbooks, the newest first.', schema: apiResponse(z.array(PlaybookSchema)) } },
      handle: async (request) => {
        const query = parsed(ListQuerySchema, request.query);
        const playbooks = await store.playbooks(principalOf(request).tenant);
        const { data, next_cursor } = page(
          playbooks,
          query,
          ({ created_at, id }) => `${String(created_at).padStart(16, '0')} ${id}`,
        );
        return { status: 200, data, meta: next_cursor === undefined ? {} : { next_cursor } };
      },
    },
    {
      method: 'POST',
      path: '/api/playbooks',
      operation: 'createPlaybook',
      tag,
      summary: 'Write a playbook',
      description:
        'What is done about an alert, and within which bounds. One person must approve each run unless the playbook says otherwise, and nobody approves what is their own.',
      scope: 'rules:write',
      query: DryRunSchema,
      body,
      answers: {
        201: { description: 'The playbook; what is doubtful about it is in `meta.warnings`.', ...answer },
        200: { description: 'Of a dry run: the playbook as it would be.', ...answer },
      },
      handle: async (request) => {
        const principal = principalOf(request);
        assertOwnTenant(principal, request.body);
        assertStorable(request.body);
        const isDryRun = parsed(DryRunSchema, request.query).dry_run === 'true';
        const { draft, warnings } = await checked(outbound, request.body);
        const now = clock.now();
        const about = { id: ids.next(), tenant_id: principal.tenant, version: 1, created_at: now, updated_at: now };
        const playbook: Playbook = { ...draft, ...about, authors: [await deciders.actorOf(principal)] };
        const told = toldAs(playbook, [...warnings, ...undoable(draft, principal.tenant)]);
        if (isDryRun) return { ...told, status: 200 };
        if ((await store.playbooks(principal.tenant)).length >= PLAYBOOKS_MAX)
          throw new ProblemError(
            409,
            'limit-reached',
            'A limit is reached',
            `A tenant has ${PLAYBOOKS_MAX} playbooks at most.`,
          );
        await put(playbook);
        return { ...told, status: 201, headers: { ...told.headers, location: `/api/playbooks/${playbook.id}` } };
      },
    },
    {
      method: 'GET',
      path: '/api/playbooks/{id}',
      operation: 'getPlaybook',
      tag,
      summary: 'Read a playbook',
      scope: 'rules:read',
      query: VersionQuerySchema,
      answers: { 200: { description: 'The playbook, or a version of it.', ...answer } },
      handle: async (request) => {
        const { version = null } = parsed(VersionQuerySchema, request.query);
        const playbook = await store.playbook(principalOf(request).tenant, request.params['id'] ?? '', version);
        if (playbook === null) throw notFound(version === null ? 'such playbook' : 'such version of a playbook');
        return { ...toldAs(playbook, []), status: 200 };
      },
    },
    {
      method: 'PUT',
      path: '/api/playbooks/{id}',
      operation: 'updatePlaybook',
      headers: ifMatch(false),
      tag,
      summary: 'Write another version of a playbook',
      description: 'Runs that are planned already go on by the version that they were planned by.',
      scope: 'rules:write',
      body,
      answers: { 200: { description: 'The playbook.', ...answer } },
      handle: async (request) => {
        const principal = principalOf(request);
        assertOwnTenant(principal, request.body);
        assertStorable(request.body);
        const before = await known(request);
        const { if_version } = versionCondition(request, before, 'playbook');
        if (if_version !== undefined && if_version !== before.version)
          throw changedMeanwhile(`The playbook is at version ${before.version}, not ${if_version}`);
        const { draft, warnings } = await checked(outbound, request.body);
        const { id, tenant_id, created_at } = before;
        const playbook: Playbook = {
          ...draft,
          id,
          tenant_id,
          created_at,
          version: before.version + 1,
          updated_at: clock.now(),
          authors: authorsOf(before, await deciders.actorOf(principal)),
        };
        await put(playbook);
        return { ...toldAs(playbook, [...warnings, ...undoable(draft, playbook.tenant_id)]), status: 200 };
      },
    },
    {
      method: 'DELETE',
      path: '/api/playbooks/{id}',
      operation: 'deletePlaybook',
      tag,
      summary: 'Delete a playbook',
      description: 'It is for no alert any more. Its versions stay to be read, and runs that are planned go on.',
      scope: 'rules:delete',
      answers: { 204: { description: 'It is deleted.' } },
      handle: async (request) => {
        const { tenant, subject: actor } = principalOf(request);
        const by = { tenantId: tenant, actor, at: clock.now() };
        if (!(await store.deletePlaybook(tenant, request.params['id'] ?? '', by))) throw notFound('such playbook');
        return { status: 204 };
      },
    },
  ];
}

/** Whoever has had a hand in a playbook is an author of what follows; the last to write stands last. */
function authorsOf({ authors }: Playbook, writer: Actor): Actor[] {
  const others = authors.filter(({ subject }) => subject !== writer.subject);
  const own = authors.filter(({ subject }) => subject === writer.subject);
  const owners = [...new Set([...own.flatMap((one) => one.owners), ...writer.owners])];
  return [...others, { ...writer, owners }].slice(-64);
}

/**
 * A playbook as it was written, with what is doubtful about it. An address that would be refused whenever it is called is
 * refused here, while somebody looks.
 *
 * @param at - where it stands in what was sent; empty when it is all of it
 * @throws ProblemError 422 with every error
 */
export async function checked(
  outbound: HealingRoutesWorld['outbound'],
  input: unknown,
  at = '',
): Promise<{ draft: PlaybookDraft; warnings: readonly Finding[] }> {
  const lint = lintPlaybook(input);
  const errors =
    lint.kind === 'valid'
      ? await refusedAddresses(outbound, addressesOf(lint.draft))
      : lint.findings.filter(({ severity }) => severity === 'error').map(withoutSeverity);
  if (lint.kind === 'valid' && errors.length === 0) return lint;
  throw invalid(errors.map((error) => ({ ...error, path: [at, error.path].filter((part) => part !== '').join('.') })));
}

const addressesOf = ({ steps }: PlaybookDraft): { path: string; url: string }[] =>
  steps.flatMap(({ actions }, step) =>
    actions.flatMap((action, i) =>
      action.kind === 'webhook' ? [{ path: `steps[${step}].actions[${i}].url`, url: action.url }] : [],
    ),
  );

const withoutSeverity = ({ severity: _severity, ...detail }: Finding) => detail;

const toldAs = (playbook: Playbook, warnings: readonly Finding[]): Omit<RouteAnswer, 'status'> => ({
  headers: { etag: `"${playbook.version}"` },
  data: playbook,
  meta: warnings.length === 0 ? {} : { warnings: warnings.map(({ path, code, message }) => ({ path, code, message })) },
});
