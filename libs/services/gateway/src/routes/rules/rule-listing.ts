import { apiResponse } from '@tocsin/contracts/http/api-response';
import {
  AlertCategorySchema,
  type AlertRule,
  AlertRuleSchema,
  AlertSeveritySchema,
  FolderSchema,
  ProvisionerSchema,
  RuleStatusSchema,
} from '@tocsin/domain/rules/alert-rule';
import { writeYaml } from '@tocsin/domain/rules/formats/own-format';
import { z } from 'zod';
import { page, PageSchema, parsed, principalOf, type Route } from '../../route.js';
import { ruleAnswer, ruleAs } from './rule-answer.js';
import { hasLabels, isInFolder } from './rule-filter.js';
import { ruleOf, type RuleWorld } from './rule-world.js';

/** Most labels that one list asks for. */
const LABELS_MAX = 10;
const LabelTextSchema = z
  .string()
  .max(2_500)
  .regex(/^[a-zA-Z_][a-zA-Z0-9_.]*=/, 'is not NAME=VALUE, such as team=payments');

const ListQuerySchema = z.strictObject({
  ...PageSchema,
  status: RuleStatusSchema.optional(),
  severity: AlertSeveritySchema.optional(),
  category: AlertCategorySchema.optional(),
  folder: FolderSchema.optional().meta({ description: 'Rules in this folder and in those below it.' }),
  owner: z.string().max(200).optional(),
  provisioned_by: ProvisionerSchema.optional(),
  label: z
    .union([LabelTextSchema, z.array(LabelTextSchema).max(LABELS_MAX)])
    .optional()
    .meta({ description: 'Only rules with this label, written NAME=VALUE; several must all be there.' }),
  q: z.string().max(200).optional().meta({ description: 'Only rules whose name or description contains this text.' }),
  sort: z
    .enum(['-created_at', 'created_at', '-updated_at', 'updated_at', 'name', '-name', 'severity', '-severity'])
    .default('-created_at')
    .meta({
      description: 'What they are ordered by; with a minus, the largest first. Of severities, CRITICAL is first.',
    }),
});
type ListQuery = z.infer<typeof ListQuerySchema>;

const ReadQuerySchema = z.strictObject({
  format: z.enum(['json', 'provisioning']).default('json').meta({
    description: '`provisioning`: as YAML that `tocsin rules apply` takes, to be put where the rule is kept.',
  }),
});

/** Rules as they are read. */
export function ruleListingRoutes(world: RuleWorld): Route[] {
  const { rules, proposals } = world;
  return [
    {
      method: 'GET',
      path: '/api/rules',
      operation: 'listRules',
      tag: 'rules',
      summary: 'List rules',
      scope: 'rules:read',
      query: ListQuerySchema,
      answers: { 200: { description: 'Rules, newest first.', schema: apiResponse(z.array(AlertRuleSchema)) } },
      handle: async (request) => {
        const query = parsed(ListQuerySchema, request.query);
        const found = rules.ofTenant(principalOf(request).tenant).filter(fits(query));
        const field = query.sort.replace('-', '');
        const order = query.sort.startsWith('-') ? 'descending' : 'ascending';
        const { data, next_cursor } = page(found, query, (rule) => keyOf(rule, field), order);
        return { status: 200, data, meta: next_cursor === undefined ? {} : { next_cursor } };
      },
    },
    {
      method: 'GET',
      path: '/api/rules/{id}',
      operation: 'getRule',
      tag: 'rules',
      summary: 'Read a rule',
      description: 'A change that waits for approval is told of in `meta.proposal`.',
      scope: 'rules:read',
      query: ReadQuerySchema,
      answers: {
        200: { description: 'The rule; its version is the ETag.', alsoAs: ['application/yaml'], ...ruleAnswer },
      },
      handle: async (request) => {
        const rule = ruleOf(request, world);
        if (parsed(ReadQuerySchema, request.query).format === 'provisioning') {
          const content = writeYaml({ rules: [rule], groups: [] }).text;
          return { status: 200, headers: { etag: `"${rule.version}"` }, raw: { type: 'application/yaml', content } };
        }
        return ruleAs(200, rule, { proposal: proposals.get(rule.tenant_id, rule.id) ?? undefined });
      },
    },
  ];
}

function fits(query: ListQuery): (rule: AlertRule) => boolean {
  const text = query.q?.toLowerCase() ?? '';
  const labels = [query.label ?? []]
    .flat()
    .map((one) => [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)] as const);
  const exact = (['status', 'severity', 'category', 'owner', 'provisioned_by'] as const).filter(
    (field) => query[field] !== undefined,
  );
  return (rule) =>
    exact.every((field) => rule[field] === query[field]) &&
    isInFolder(rule.folder, query.folder) &&
    hasLabels(rule, labels) &&
    `${rule.name}\n${rule.description}`.toLowerCase().includes(text);
}

/** Most characters of a name that decide about its place; a cursor holds them. */
const NAME_KEY_LENGTH = 60;

/** By what a rule is ordered; the id keeps those apart that are alike, and the field keeps cursors of other orders out. */
function keyOf(rule: AlertRule, field: string): string {
  const time = (at: number): string => String(at).padStart(16, '0');
  switch (field) {
    case 'name':
      return `${field} ${rule.name.toLowerCase().slice(0, NAME_KEY_LENGTH)} ${rule.id}`;
    case 'severity':
      return `${field} ${AlertSeveritySchema.options.indexOf(rule.severity)} ${rule.id}`;
    case 'updated_at':
      return `${field} ${time(rule.updated_at)} ${rule.id}`;
    default:
      return `${field} ${time(rule.created_at)} ${rule.id}`;
  }
}
