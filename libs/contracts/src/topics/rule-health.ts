import { ExceededLimitSchema } from '@tocsin/domain/groups/limits';
import { TenantIdSchema } from '@tocsin/domain/rules/alert-rule';
import { z } from 'zod';
import { defineTopic } from '../define-topic.js';

const DurationSchema = z.number().min(0).optional().meta({
  description:
    'How long its evaluation took, in all partitions together; milliseconds. Versions that did not measure it left it out.',
});

/** How the evaluation of one rule of a group goes. */
const RuleHealthSchema = z.strictObject({
  name: z.string(),
  health: z.enum(['ok', 'err']),
  last_error: z.string().meta({ description: 'What was wrong when its health last changed; empty for nothing.' }),
  limit: ExceededLimitSchema.nullable().meta({ description: 'The limit that keeps it from being evaluated.' }),
  duration_ms: DurationSchema,
});

export const GroupHealthSchema = z
  .strictObject({
    tenant_id: TenantIdSchema,
    group: z.string().meta({
      description: 'A rule group; `tocsin:conditions:ID` evaluates the conditions of the rule ID over many series.',
    }),
    version: z.int(),
    at: z.number().meta({ description: 'The evaluation that is told of; milliseconds since 1970.' }),
    duration_ms: DurationSchema,
    rules: z.array(RuleHealthSchema),
  })
  .meta({ id: 'GroupHealth' });
export type GroupHealth = z.infer<typeof GroupHealthSchema>;

export const ruleHealth = defineTopic({
  name: 'rule-health',
  version: 1,
  key: 'tenant/group name',
  content: 'json',
  description:
    'How the evaluation of each rule group goes: when that changes, and every 15 seconds at most how long it takes; a tombstone when it was deleted.',
  schema: GroupHealthSchema,
  examples: [
    {
      tenant_id: 'acme_main',
      group: 'hosts',
      version: 1,
      at: 1_763_900_000_000,
      duration_ms: 3.105,
      rules: [
        { name: 'HostHighCpuLoad', health: 'ok', last_error: '', limit: null, duration_ms: 2.871 },
        {
          name: 'HostStrange',
          health: 'err',
          last_error: 'one evaluation would look at 864000000 elements on one partition, more than 50000000',
          limit: { name: 'steps', max: 50_000_000, use: 864_000_000 },
          duration_ms: 0.004,
        },
      ],
    },
  ],
  producers: ['evaluation'],
  consumers: ['gateway'],
  partitions: 4,
  retentionMs: 0,
  cleanup: 'compact',
  deadLetter: false,
});
