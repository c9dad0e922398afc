import type { CommandOf, Outcome } from '@tocsin/contracts/topics/commands';
import { APPROVAL_POLICY_ID, type TenantApprovalPolicy } from '@tocsin/contracts/topics/rule-proposals';
import { hash128 } from '@tocsin/domain/engine/hash';
import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import { ProvisionerSchema } from '@tocsin/domain/rules/alert-rule';
import { type ApprovalPolicy, NO_APPROVAL } from '@tocsin/domain/rules/approval-policy';
import { canonicalText } from '@tocsin/domain/rules/canonical-text';
import { type GroupProposal, ReasonSchema, type RuleProposal } from '@tocsin/domain/rules/version-entry';
import type { Clock, IdSource } from '@tocsin/ports/clock';
import type { CompactedDirectory } from '@tocsin/ports/compacted-directory';
import { z } from 'zod';
import type { Subjects } from '../../access/subjects.js';
import type { CommandSender } from '../../command-sender.js';
import { invalid, notFound, ProblemError } from '../../problem.js';
import type { RuleGroupDirectory } from '../../read-model/rule-group-directory.js';
import { headerOf, principalOf, type RouteRequest } from '../../route.js';
import { invalidCommand } from '../invalid-command.js';

/** What the routes about rules know and may do. */
export interface RuleWorld {
  rules: CompactedDirectory<AlertRule>;
  groups: RuleGroupDirectory;
  proposals: CompactedDirectory<RuleProposal>;
  groupProposals: CompactedDirectory<GroupProposal>;
  policies: CompactedDirectory<TenantApprovalPolicy>;
  sender: Pick<CommandSender, 'send'>;
  subjects: Pick<Subjects, 'asWritten'>;
  clock: Clock;
  ids: IdSource;
  processName: string;
  /** Whether the installation predicts. */
  predicts: boolean;
}

/** How a change is made, beside what is changed. */
export const ChangeQuerySchema = {
  change_reason: ReasonSchema.optional().meta({ description: 'Why; kept with the version.' }),
  provisioned_by: ProvisionerSchema.optional(),
};
export const TrueOrFalseSchema = z.enum(['true', 'false']).default('false');

/** The headers of changes, for the documentation. */
export const ifMatch = (isRequired: boolean) => ({
  'If-Match': { description: 'The ETag of the version that is meant, or `*`.', isRequired, example: '*' },
});
export const idempotencyKey = {
  'Idempotency-Key': {
    description: 'Asking twice under one key changes once.',
    isRequired: false,
    example: 'deploy-42',
  },
};

/** How long a name for a request may be: room for a UUID, a hash and what stands around them. */
const IDEMPOTENCY_KEY_LENGTH_MAX = 255;

/**
 * What every command carries. With the header `Idempotency-Key`, its id follows from tenant, caller and key, so that asking
 * twice makes one change; what is asked for stands beside it in short.
 *
 * @param what - the method and path
 */
export function envelopeOf(
  request: RouteRequest,
  { clock, ids, processName }: Pick<RuleWorld, 'clock' | 'ids' | 'processName'>,
  what: string,
) {
  const { tenant, subject } = principalOf(request);
  const envelope = { tenant_id: tenant, actor: subject, at: clock.now(), reply_to: processName };
  const key = what.startsWith('POST ') ? headerOf(request, 'idempotency-key') : undefined;
  if (key === undefined) return { id: ids.next(), ...envelope };
  if (key === '' || key.length > IDEMPOTENCY_KEY_LENGTH_MAX)
    throw new ProblemError(
      400,
      'idempotency-key',
      'The idempotency key cannot be used',
      `It has ${key.length} characters; give 1 to ${IDEMPOTENCY_KEY_LENGTH_MAX}.`,
    );
  const { params, query, body } = request;
  const sent = body instanceof Uint8Array ? Buffer.from(body).toString('latin1') : body;
  return {
    id: hash128(JSON.stringify(['idempotency-key', tenant, subject, key])),
    ...envelope,
    request_hash: hash128(canonicalText([what, params, query, sent])),
  };
}

/** The id of a rule that is made: with an idempotency key it follows from what was asked, so that it is the same each time. */
export function newRuleId(
  { id, request_hash }: { id: string; request_hash?: string },
  { ids }: Pick<RuleWorld, 'ids'>,
): string {
  return request_hash === undefined ? ids.next() : hash128(JSON.stringify(['rule', id, request_hash]));
}

/** Reason and keeper of a change, as a command has them. */
export const changeOf = ({
  change_reason,
  provisioned_by,
}: {
  change_reason?: string | undefined;
  provisioned_by?: string | undefined;
}): Pick<CommandOf<'rule.update'>, 'reason' | 'provisioned_by'> => ({
  ...(change_reason === undefined ? {} : { reason: change_reason }),
  ...(provisioned_by === undefined ? {} : { provisioned_by }),
});

/** The rule that a path names. @throws ProblemError 404 */
export function ruleOf(request: RouteRequest, { rules }: Pick<RuleWorld, 'rules'>): AlertRule {
  const rule = rules.get(principalOf(request).tenant, request.params['id'] ?? '');
  if (rule === null) throw notFound('such rule');
  return rule;
}

export const policyOf = (tenant: string, { policies }: Pick<RuleWorld, 'policies'>): ApprovalPolicy =>
  policies.get(tenant, APPROVAL_POLICY_ID)?.policy ?? NO_APPROVAL;

/**
 * The version that a change is meant for, by `If-Match`; undefined for any.
 *
 * @throws ProblemError 428 without the header where it is demanded, 412 when it names no version
 */
export function ifVersionOf(request: RouteRequest, isDemanded: boolean): { if_version?: number } {
  const match = headerOf(request, 'if-match')?.trim();
  if (match === undefined && isDemanded)
    throw new ProblemError(
      428,
      'precondition-required',
      'Say which version you mean',
      'Send If-Match with the ETag that you read, so that nobody else\'s change is lost; "*" takes any version.',
    );
  if (match === undefined || match === '*') return {};
  const version = /^"?([1-9]\d{0,8})"?$/.exec(match)?.[1];
  if (version === undefined) throw changedMeanwhile(`If-Match is ${match}, which is no version of this rule`);
  return { if_version: Number(version) };
}

export const changedMeanwhile = (what: string): ProblemError =>
  new ProblemError(412, 'conflict', 'It has changed meanwhile', `${what}. Read it again and decide anew.`);

const refusals = {
  own_proposal: [403, 'own-proposal', 'Somebody else has to approve'],
  no_proposal: [409, 'no-proposal', 'Nothing waits for approval'],
  wrong_status: [409, 'wrong-status', 'The status does not allow this'],
  provisioned: [409, 'provisioned', 'It is kept elsewhere'],
} as const;

/** What went wrong with a command about `what`, as a problem. */
export function refusalOf(outcome: Outcome, what = 'rule'): Error {
  switch (outcome.kind) {
    case 'not_found':
      return notFound(`such ${what}`);
    case 'conflict':
      return changedMeanwhile(outcome.message);
    case 'limit_reached':
      return new ProblemError(409, 'limit-reached', 'A limit is reached', outcome.message);
    case 'invalid':
      return invalidCommand(outcome);
    case 'refused': {
      if (outcome.code !== 'key_reused') {
        const [status, code, title] = refusals[outcome.code];
        return new ProblemError(status, code, title, `${outcome.message}.`);
      }
      const fix = 'Take a new key for another request.';
      return invalid([{ path: 'Idempotency-Key', code: 'key_reused', message: outcome.message, fix }]);
    }
    default:
      return new TypeError(`a command about a ${what} was answered with ${outcome.kind}`);
  }
}
