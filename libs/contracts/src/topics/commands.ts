import { MarksDraftSchema, PredictionMarksSchema } from '@tocsin/domain/forecasting/prediction-marks';
import { RuleGroupDocumentSchema, RuleGroupDraftSchema } from '@tocsin/domain/groups/rule-group-document';
import { TenantIdSchema } from '@tocsin/domain/rules/alert-rule';
import { GroupProposalSchema, ReasonSchema, VersionNumberSchema } from '@tocsin/domain/rules/version-entry';
import { z } from 'zod';
import { defineTopic } from '../define-topic.js';
import { days, hours } from '../retention.js';
import { alertingCommands, alertingOutcomes } from './alerting-commands.js';
import { incidentNoteCommands, incidentNoteOutcomes } from './incident-notes.js';
import { recommendationCommands, recommendationOutcomes } from './recommendations.js';
import { ReceiverSchema, SealedReceiverDraftSchema } from './receivers.js';
import { changeFields, ruleCommandsOf, ruleOutcomes } from './rule-commands.js';
import { draftOf, exampleGroup } from './rule-groups.js';

const envelope = {
  id: z.string().meta({ description: 'A command that comes twice is carried out once.' }),
  tenant_id: TenantIdSchema,
  actor: z.string(),
  at: z.int(),
  /** Names the gateway process that waits for the reply. */
  reply_to: z.string(),
  /** What was asked under an idempotency key, in short: the same key with another request is refused. */
  request_hash: z.string().optional(),
};

/** Only a group at this version is changed; 0: only when there is none of the name. */
const if_version = z.int().min(0).optional();

/** `id` is chosen by whoever asks, so that asking twice makes one thing. `if_version` refuses to overwrite a newer one. */
export const CommandSchema = z.discriminatedUnion('type', [
  ...ruleCommandsOf(envelope),
  z.strictObject({
    type: z.literal('receiver.put'),
    ...envelope,
    receiver_id: z.string(),
    draft: SealedReceiverDraftSchema,
  }),
  z.strictObject({ type: z.literal('receiver.delete'), ...envelope, receiver_id: z.string() }),
  z.strictObject({
    type: z.literal('group.put'),
    ...envelope,
    ...changeFields,
    draft: RuleGroupDraftSchema,
    if_version,
  }),
  /** Puts several groups, all or none. */
  z.strictObject({
    type: z.literal('group.import'),
    ...envelope,
    ...changeFields,
    drafts: z.array(RuleGroupDraftSchema),
  }),
  z.strictObject({ type: z.literal('group.delete'), ...envelope, ...changeFields, name: z.string(), if_version }),
  z.strictObject({
    type: z.literal('group.restore'),
    ...envelope,
    ...changeFields,
    name: z.string(),
    version: VersionNumberSchema,
    if_version,
  }),
  /** Decides about the proposal of this very version. */
  z.strictObject({
    type: z.literal('group.judge'),
    ...envelope,
    name: z.string(),
    version: VersionNumberSchema,
    verdict: z.enum(['approve', 'reject']),
    comment: ReasonSchema,
  }),
  z.strictObject({ type: z.literal('prediction-marks.put'), ...envelope, draft: MarksDraftSchema, if_version }),
  ...alertingCommands(envelope),
  ...recommendationCommands(envelope),
  ...incidentNoteCommands(envelope),
]);
export type Command = z.infer<typeof CommandSchema>;
export type CommandOf<Type extends Command['type']> = Extract<Command, { type: Type }>;

/** What putting a group came to. A group that says what it said before stays at its version, and nobody is told. */
export const PutGroupSchema = z.strictObject({
  change: z.enum(['created', 'changed', 'unchanged']),
  group: RuleGroupDocumentSchema,
});
export type PutGroup = z.infer<typeof PutGroupSchema>;

export const CommandReplySchema = z.strictObject({
  command_id: z.string(),
  reply_to: z.string(),
  outcome: z.discriminatedUnion('kind', [
    ...ruleOutcomes,
    z.strictObject({ kind: z.literal('receiver'), receiver: ReceiverSchema }),
    PutGroupSchema.extend({ kind: z.literal('group') }),
    z.strictObject({
      kind: z.literal('groups'),
      groups: z.array(PutGroupSchema),
      /** Those that stand as they did until somebody approves. */
      proposals: z.array(GroupProposalSchema),
    }),
    ...alertingOutcomes,
    z.strictObject({ kind: z.literal('prediction_marks'), marks: PredictionMarksSchema }),
    ...recommendationOutcomes,
    ...incidentNoteOutcomes,
    z.strictObject({ kind: z.literal('deleted') }),
    z.strictObject({ kind: z.literal('not_found') }),
    z.strictObject({ kind: z.literal('conflict'), message: z.string() }),
    /** Something else names it. */
    z.strictObject({ kind: z.literal('in_use'), message: z.string() }),
    z.strictObject({ kind: z.literal('limit_reached'), message: z.string() }),
    z.strictObject({ kind: z.literal('invalid'), path: z.string(), message: z.string() }),
  ]),
});
export type CommandReply = z.infer<typeof CommandReplySchema>;
export type Outcome = CommandReply['outcome'];

const exampleEnvelope = {
  id: 'c1',
  tenant_id: 'acme_main',
  actor: 'admin',
  at: 1_763_900_000_000,
  reply_to: 'gateway-1',
};

export const commands = defineTopic({
  name: 'commands',
  version: 1,
  key: 'tenant',
  content: 'json',
  description:
    'Changes of rules, rule groups, receivers, notification policies, silences and the like that were asked for.',
  schema: CommandSchema,
  examples: [
    { type: 'rule.delete', ...exampleEnvelope, rule_id: 'r1' },
    { type: 'group.put', ...exampleEnvelope, draft: draftOf(exampleGroup), if_version: 0 },
  ],
  producers: ['gateway', 'self-monitoring', 'demo'],
  consumers: ['rule-management'],
  partitions: 4,
  retentionMs: days(7),
  cleanup: 'delete',
  deadLetter: true,
});

export const commandReplies = defineTopic({
  name: 'command-replies',
  version: 1,
  key: 'reply_to',
  content: 'json',
  description: 'What became of each command.',
  schema: CommandReplySchema,
  examples: [
    { command_id: 'c1', reply_to: 'gateway-1', outcome: { kind: 'deleted' } },
    { command_id: 'c1', reply_to: 'gateway-1', outcome: { kind: 'group', change: 'created', group: exampleGroup } },
  ],
  producers: ['rule-management'],
  consumers: ['gateway'],
  partitions: 1,
  retentionMs: hours(1),
  cleanup: 'delete',
  deadLetter: false,
});
