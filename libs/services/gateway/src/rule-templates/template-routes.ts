import { apiResponse } from '@tocsin/contracts/http/api-response';
import { AlertRuleTemplates } from '@tocsin/domain/rule-templates/alert-rule-templates';
import { defaultDraft, draftRule } from '@tocsin/domain/rule-templates/draft-rule';
import type { RuleTemplate } from '@tocsin/domain/rule-templates/rule-template';
import { runbookText } from '@tocsin/domain/rule-templates/runbook';
import { LabelsSchema } from '@tocsin/domain/rules/labels';
import { z } from 'zod';
import { invalid, notFound } from '../problem.js';
import { pageBehind, PageSchema, parsed, type Route, type RouteRequest } from '../route.js';
import { ruleAnswer } from '../routes/rules/rule-answer.js';
import { idempotencyKey } from '../routes/rules/rule-world.js';
import { ruleFileOf } from './template-rule-file.js';
import {
  ListedTemplateSchema,
  listedTemplate,
  ParameterValuesSchema,
  TemplateGroupSchema,
  WrittenTemplateSchema,
  writtenTemplate,
} from './written-template.js';

export interface TemplateRoutesOptions {
  /** Answers POST /api/rules: a rule of a template is a rule like any other, and made in the same way. */
  createRule: Route['handle'];
  /** Where the platform is reached from outside, without a slash at the end; empty when nobody has said. */
  externalUrl: string;
}

const ListQuerySchema = z.strictObject({
  ...PageSchema,
  group: TemplateGroupSchema.optional(),
  q: z.string().max(200).optional().meta({ description: 'Only templates whose id, title or meaning contains this.' }),
  metric: z.string().max(300).optional().meta({ description: 'Only templates that read this metric.' }),
});
const ReadQuerySchema = z.strictObject({
  format: z.enum(['json', 'yaml']).default('json').meta({ description: '`yaml` is a rule file of Prometheus.' }),
});
const UseSchema = z.strictObject({
  parameters: ParameterValuesSchema.default({}).meta({ description: 'By name; what is left out has its default.' }),
  name: z.string().optional().meta({ description: "The rule's name; the template's title when left out." }),
  labels: LabelsSchema.optional().meta({ description: 'Labels of the rule, and so of its alerts.' }),
  dry_run: z.boolean().default(false).meta({ description: 'Only says what the rule would be.' }),
});
/** What is checked before the template itself looks at the parameters, which knows them better. */
const SentUseSchema = UseSchema.extend({ parameters: z.unknown().optional() });
const tag = 'rule templates';

/** The library of rule templates, and rules made of them. */
export function templateRoutes({ createRule, externalUrl }: TemplateRoutesOptions): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/rule-templates',
      operation: 'listRuleTemplates',
      tag,
      summary: 'List rule templates',
      scope: 'rules:read',
      query: ListQuerySchema,
      answers: { 200: { description: 'Templates, by group.', schema: apiResponse(z.array(ListedTemplateSchema)) } },
      handle: async (request) => {
        const { group, q: text, metric, ...asked } = parsed(ListQuerySchema, request.query);
        const found = AlertRuleTemplates.find({ group, text, metric });
        const { data, next_cursor } = pageBehind(asked, z.string(), {
          behind: (last) => found.slice(last === null ? 0 : found.findIndex(({ id }) => id === last) + 1),
          placeOf: ({ id }) => id,
        });
        return { status: 200, data: data.map(listedTemplate), meta: next_cursor === undefined ? {} : { next_cursor } };
      },
    },
    {
      method: 'GET',
      path: '/api/rule-templates/{id}',
      operation: 'getRuleTemplate',
      tag,
      summary: 'Read a rule template',
      scope: 'rules:read',
      query: ReadQuerySchema,
      answers: {
        200: {
          description: 'With its parameters and its runbook; or a rule file.',
          schema: apiResponse(WrittenTemplateSchema),
          alsoAs: ['application/yaml'],
        },
      },
      handle: async (request) => {
        const template = templateOf(request);
        if (parsed(ReadQuerySchema, request.query).format === 'json')
          return { status: 200, data: writtenTemplate(template) };
        const content = ruleFileOf(template.group, defaultDraft(template));
        return { status: 200, raw: { type: 'application/yaml', content } };
      },
    },
    {
      method: 'GET',
      path: '/api/rule-templates/{id}/runbook',
      operation: 'getRuleTemplateRunbook',
      tag,
      summary: 'Read the runbook of a rule template',
      description: 'Without a token, so that the link in a notification opens; it holds nothing of any tenant.',
      scope: null,
      answers: { 200: { description: 'Markdown.', schema: z.string(), type: 'text/markdown' } },
      handle: async (request) => ({
        status: 200,
        raw: { type: 'text/markdown; charset=utf-8', content: runbookText(templateOf(request)) },
      }),
    },
    {
      method: 'POST',
      path: '/api/rule-templates/{id}/rules',
      operation: 'createRuleFromTemplate',
      headers: idempotencyKey,
      tag,
      summary: 'Create a rule of a template',
      description:
        'The rule is made as by POST /api/rules, with the same headers. It belongs to you from then on: a later version of the template does not change it.',
      scope: 'rules:write',
      body: {
        types: ['application/json'],
        schema: UseSchema,
        isOptional: true,
        example: { parameters: { threshold: 0.02, job: 'checkout' }, name: 'Checkout fails', labels: { team: 'shop' } },
      },
      answers: {
        200: { description: 'With `dry_run`: the rule as it would be; it has no id yet.', ...ruleAnswer },
        201: { description: 'The rule as it is stored.', ...ruleAnswer },
      },
      handle: async (request) => {
        const { dry_run, name, labels, parameters } = parsed(
          SentUseSchema,
          request.body === undefined ? {} : request.body,
        );
        const drafted = draftRule(templateOf(request), {
          externalUrl,
          ...(parameters === undefined ? {} : { parameters }),
          ...(name === undefined ? {} : { name }),
          ...(labels === undefined ? {} : { labels }),
        });
        if (drafted.kind === 'refused')
          throw invalid(drafted.findings.map(({ path, code, message, fix }) => ({ path, code, message, fix })));
        const query = dry_run ? { dry_run: 'true' } : {};
        return createRule({ ...request, params: {}, query, body: drafted.draft });
      },
    },
  ];
}

function templateOf({ params }: RouteRequest): RuleTemplate {
  const template = AlertRuleTemplates.get(params['id'] ?? '');
  if (template === null) throw notFound('such rule template; GET /api/rule-templates lists them');
  return template;
}
