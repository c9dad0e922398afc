import { apiResponse, ProblemSchema } from '@tocsin/contracts/http/api-response';
import { readRuleGroup } from '@tocsin/contracts/http/rule-group-body';
import { type BulkOperation, BULK_OPERATIONS_MAX, type BulkResult } from '@tocsin/contracts/topics/rule-commands';
import { RuleGroupDraftSchema } from '@tocsin/domain/groups/rule-group-document';
import { FolderSchema, RuleDraftSchema } from '@tocsin/domain/rules/alert-rule';
import { unstorableText } from '@tocsin/contracts/storable-text';
import { pathText } from '@tocsin/domain/rules/finding';
import { validateRuleDraft } from '@tocsin/domain/rules/config-validator';
import { z } from 'zod';
import { AuthManager, type Principal } from '../../auth-manager.js';
import { ProblemError, type ProblemDetail } from '../../problem.js';
import { assertOwnTenant, parsed, principalOf, type Route } from '../../route.js';
import { draftsOf } from '../rule-group-body.js';
import { errorsOf } from './rule-drafts.js';
import { changeOf, idempotencyKey, ChangeQuerySchema, envelopeOf, refusalOf, type RuleWorld } from './rule-world.js';

/** Most bytes of the operations together: they travel in one record of the log, and Kafka takes 1 MiB at once. */
const BULK_BYTES_MAX = 512 * 1024;
/** How long it is waited for what was written to be there to be read; usually some milliseconds. */
const READ_WAIT_MS = 2_000;

const id = z.string().min(1).max(64);
const version = z.int().min(1).optional().meta({ description: 'Only at this version.' });
const operation = (rule: z.ZodType, group: z.ZodType) =>
  z.discriminatedUnion('op', [
    z.strictObject({ op: z.literal('create'), rule }),
    z.strictObject({ op: z.literal('update'), id, version, rule }),
    z.strictObject({ op: z.literal('delete'), id, version }),
    z.strictObject({ op: z.literal('pause'), id, version }),
    z.strictObject({ op: z.literal('resume'), id, version }),
    z.strictObject({ op: z.literal('move'), id, version, folder: FolderSchema.nullable() }),
    z.strictObject({ op: z.literal('put_group'), group }),
    z.strictObject({ op: z.literal('delete_group'), name: z.string().min(1).max(256) }),
  ]);
const OperationSchema = operation(z.unknown(), z.unknown());
const operations = <One extends z.ZodType>(one: One) => z.array(one).min(1).max(BULK_OPERATIONS_MAX);
/** Operations are checked one by one, so that a wrong one spoils no other. */
const BodySchema = z.strictObject({ operations: operations(z.unknown()) });
const DocumentedSchema = z
  .strictObject({ operations: operations(operation(RuleDraftSchema, RuleGroupDraftSchema)) })
  .meta({ id: 'RuleBulk' });
const QuerySchema = z.strictObject(ChangeQuerySchema);
const ResultSchema = z
  .strictObject({
    index: z.int(),
    status: z.int().meta({ description: 'As of a request of its own; 202 where it waits for approval.' }),
    outcome: z.enum(['created', 'changed', 'unchanged', 'deleted', 'proposed', 'refused']),
    id: z.string().optional(),
    version: z.int().optional(),
    problem: ProblemSchema.omit({ instance: true, trace_id: true }).optional(),
  })
  .meta({ id: 'RuleBulkResult' });
type Result = z.infer<typeof ResultSchema>;

/** Many changes at once: each is made or refused for itself. */
export function ruleBulkRoutes(world: RuleWorld): Route[] {
  const { sender, ids } = world;

  return [
    {
      method: 'POST',
      path: '/api/rules/bulk',
      operation: 'changeRules',
      headers: idempotencyKey,
      tag: 'rules',
      summary: 'Change many rules at once',
      description: `Up to ${BULK_OPERATIONS_MAX} operations, carried out in their order. One that is refused is told in its place, and the others are made all the same. Deleting also needs the scope rules:delete. With the header \`Idempotency-Key\`, asking twice within a day changes once.`,
      scope: 'rules:write',
      query: QuerySchema,
      body: {
        types: ['application/json'],
        schema: DocumentedSchema,
        example: { operations: [{ op: 'move', id: 'RULE-ID', folder: 'team/payments' }] },
      },
      answers: { 200: { description: 'What became of each.', schema: apiResponse(z.array(ResultSchema)) } },
      handle: async (request) => {
        const principal = principalOf(request);
        const asked = parsed(BodySchema, request.body).operations;
        const checked = asked.map((one) => checkedOperation(principal, one, ids.next));
        const sound = checked.flatMap((one) => ('operation' in one ? [one.operation] : []));
        if (sound.some(({ op }) => op === 'delete' || op === 'delete_group'))
          AuthManager.demand(principal, 'rules:delete');
        assertSize(sound);
        const change = changeOf(parsed(QuerySchema, request.query));
        const envelope = envelopeOf(request, world, 'POST /api/rules/bulk');
        const outcome = await sender.send({ type: 'rule.bulk', ...envelope, ...change, operations: sound });
        if (outcome.kind !== 'bulk') throw refusalOf(outcome);
        await untilRead(world, principal.tenant, outcome.results);
        const results = outcome.results.values();
        const data = checked.map((one, index): Result => ({
          index,
          ...('operation' in one ? told(results.next().value as BulkResult) : one.refused),
        }));
        return { status: 200, data };
      },
    },
  ];
}

type Checked = { operation: BulkOperation } | { refused: Omit<Result, 'index'> };

function checkedOperation(principal: Principal, input: unknown, nextId: () => string): Checked {
  const fitting = readOperation(input);
  if ('errors' in fitting) return { refused: refused(422, 'invalid', 'the operation is not valid', fitting.errors) };
  const { asked } = fitting;
  const condition = 'version' in asked && asked.version !== undefined ? { if_version: asked.version } : {};
  switch (asked.op) {
    case 'create':
    case 'update': {
      const read = readDraft(principal, asked.rule);
      if ('errors' in read) return { refused: refused(422, 'invalid', 'the rule is not valid', read.errors) };
      return asked.op === 'create'
        ? { operation: { op: 'create', rule_id: nextId(), draft: read.draft } }
        : { operation: { op: 'update', rule_id: asked.id, draft: read.draft, ...condition } };
    }
    case 'put_group': {
      const read = readGroup(principal, asked.group);
      if ('errors' in read) return { refused: refused(422, 'invalid', 'the rule group is not valid', read.errors) };
      return { operation: { op: 'put_group', draft: read.draft } };
    }
    case 'delete_group':
      return { operation: asked };
    case 'move':
      return { operation: { op: 'move', rule_id: asked.id, folder: asked.folder, ...condition } };
    default:
      return { operation: { op: asked.op, rule_id: asked.id, ...condition } };
  }
}

function readOperation(
  input: unknown,
): { asked: z.infer<typeof OperationSchema> } | { errors: readonly ProblemDetail[] } {
  try {
    return { asked: parsed(OperationSchema, input) };
  } catch (error) {
    if (!(error instanceof ProblemError) || error.errors === undefined) throw error;
    return { errors: error.errors };
  }
}

function readDraft(principal: Principal, input: unknown) {
  const tenant = typeof input === 'object' && input !== null && 'tenant_id' in input ? input.tenant_id : undefined;
  const validated = validateRuleDraft(input);
  if (validated.kind === 'invalid') return { errors: errorsOf(validated.findings) };
  const unstorable = unstorableText(validated.draft);
  if (unstorable !== null) {
    const message = 'holds U+0000, or half of a character, which cannot be kept';
    return { errors: [{ path: pathText(unstorable), code: 'invalid', message, fix: 'Take it out.' }] };
  }
  if (tenant === undefined || tenant === principal.tenant) return { draft: validated.draft };
  const message = `is not the token's tenant, "${principal.tenant}"`;
  return { errors: [{ path: 'tenant_id', code: 'tenant_mismatch', message, fix: 'Leave it out.' }] };
}

function readGroup(principal: Principal, input: unknown) {
  const name = typeof input === 'object' && input !== null && 'name' in input ? input.name : undefined;
  try {
    assertOwnTenant(principal, input);
    const [draft] = draftsOf(readRuleGroup({ json: input }, typeof name === 'string' ? name : ''));
    if (draft === undefined) throw new TypeError('a group was read, and none is there');
    return { draft };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return { errors: error.errors ?? [{ path: '', code: error.code, message: error.message, fix: 'Split it up.' }] };
  }
}

/** Waits until what was written is there to be read, so that whoever asks next reads it. */
export async function untilRead(
  { rules, groups, clock }: Pick<RuleWorld, 'rules' | 'groups' | 'clock'>,
  tenant: string,
  results: readonly BulkResult[],
): Promise<void> {
  const isRead = ({ id, outcome, version = 0 }: BulkResult): boolean => {
    if (outcome !== 'created' && outcome !== 'changed' && outcome !== 'deleted') return true;
    const known = rules.get(tenant, id) ?? groups.get(tenant, id);
    return outcome === 'deleted' ? known === null : known !== null && known.version >= version;
  };
  const late = clock.wait(READ_WAIT_MS);
  const areRead = (): boolean => results.every(isRead);
  await Promise.all([rules.until(areRead, late), groups.until(areRead, late)]);
}

const statuses: Readonly<Record<string, readonly [number, string]>> = {
  not_found: [404, 'not-found'],
  conflict: [412, 'conflict'],
  limit_reached: [409, 'limit-reached'],
  provisioned: [409, 'provisioned'],
};
const statusOf = { created: 201, changed: 200, unchanged: 200, deleted: 204, proposed: 202 } as const;

function told({ id, outcome, version, refusal }: BulkResult): Omit<Result, 'index'> {
  if (outcome === 'refused') {
    const [status, code] = statuses[refusal?.code ?? ''] ?? [409, 'refused'];
    return { ...refused(status, code, refusal?.message ?? ''), id };
  }
  return { status: statusOf[outcome], outcome, id, ...(version === undefined ? {} : { version }) };
}

function refused(
  status: number,
  code: string,
  detail: string,
  errors?: readonly ProblemDetail[],
): Omit<Result, 'index'> {
  const problem = { type: `urn:tocsin:problem:${code}`, title: 'It was not changed', status, detail };
  return { status, outcome: 'refused', problem: errors === undefined ? problem : { ...problem, errors: [...errors] } };
}

/** @throws ProblemError 413 for more than one record of the log holds */
export function assertSize(operations: readonly BulkOperation[]): void {
  const bytes = Buffer.byteLength(JSON.stringify(operations));
  if (bytes > BULK_BYTES_MAX)
    throw new ProblemError(
      413,
      'body-too-large',
      'The body is too large',
      `The operations take ${bytes} bytes; ${BULK_BYTES_MAX} is the most. Send them in parts.`,
    );
}
