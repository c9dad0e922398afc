import { ExceededLimitSchema } from '@tocsin/domain/groups/limits';
import { RuleGroupDocumentSchema } from '@tocsin/domain/groups/rule-group-document';
import { TenantIdSchema } from '@tocsin/domain/rules/alert-rule';
import { z } from 'zod';
import { defineTopic } from '../define-topic.js';
import { hours } from '../retention.js';

/** NaN and infinities are texts. */
const Value = z.union([z.number(), z.string()]);
const key = z.string().meta({ description: 'The part of the expression, as text.' });
const labels = z.string().meta({ description: 'Names and values of labels in turn, sorted, as a JSON list.' });

export const SharePartSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('elements'), key, elements: z.array(z.tuple([labels, Value])) }),
  z.strictObject({
    kind: z.literal('sums'),
    key,
    groups: z.array(
      z.tuple([
        labels,
        z.strictObject({ count: z.int(), sum: z.array(z.number()), wild: z.array(Value), min: Value, max: Value }),
      ]),
    ),
  }),
  z.strictObject({ kind: z.literal('samples'), key, series: z.array(z.tuple([labels, z.array(Value)])) }),
  z.strictObject({ kind: z.literal('failed'), key, message: z.string(), limit: ExceededLimitSchema.nullable() }),
]);

export const GroupShareSchema = z
  .strictObject({
    tenant: TenantIdSchema,
    group: z.string(),
    version: z.int(),
    document: RuleGroupDocumentSchema.nullable(),
    isGone: z.boolean(),
    tick: z.number().meta({ description: 'When the group is evaluated; milliseconds since 1970.' }),
    partition: z.int().meta({ description: 'The partition of the samples topic that says so.' }),
    of: z.int(),
    slice: z.int().meta({ description: 'What is too much for one record is told in several slices.' }),
    slices: z.int(),
    parts: z.array(SharePartSchema),
  })
  .meta({ id: 'GroupShare' });

export const partials = defineTopic({
  name: 'partials',
  version: 1,
  key: 'tenant/group',
  content: 'json',
  description:
    'What each partition of the samples says of a rule group at one of its ticks; put together, it is evaluated.',
  schema: GroupShareSchema,
  examples: [
    {
      tenant: 'acme_main',
      group: 'hosts',
      version: 1,
      document: null,
      isGone: false,
      tick: 1_763_900_000_000,
      partition: 0,
      of: 8,
      slice: 0,
      slices: 1,
      parts: [{ kind: 'elements', key: 'up == 0', elements: [['["__name__","up","instance","a"]', 0]] }],
    },
  ],
  producers: ['evaluation'],
  consumers: ['gateway', 'evaluation'],
  partitions: 8,
  retentionMs: hours(24),
  cleanup: 'delete',
  deadLetter: true,
});
