import { apiResponse } from '@tocsin/contracts/http/api-response';
import { type GroupHealth, GroupHealthSchema } from '@tocsin/contracts/topics/rule-health';
import { z } from 'zod';
import type { CompactedDirectory } from '@tocsin/ports/compacted-directory';
import { page, PageSchema, parsed, principalOf, type Route } from '../route.js';

const QuerySchema = z.strictObject({
  ...PageSchema,
  health: z.enum(['ok', 'err']).optional().meta({ description: 'Only groups with a rule of this health.' }),
});

/** How the evaluation of rule groups goes. */
export function ruleHealthRoutes(health: Pick<CompactedDirectory<GroupHealth>, 'ofTenant'>): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/rule-health',
      operation: 'listRuleHealth',
      tag: 'rules',
      summary: 'How the evaluation of rule groups goes',
      description:
        'Why a rule cannot be evaluated, and which limit keeps it from being so. Its alerts stay as they were. Conditions of a rule over many series are evaluated by a group `tocsin:conditions:ID`.',
      scope: 'rules:read',
      query: QuerySchema,
      answers: { 200: { description: 'By group.', schema: apiResponse(z.array(GroupHealthSchema)) } },
      handle: async (request) => {
        const query = parsed(QuerySchema, request.query);
        const found = health
          .ofTenant(principalOf(request).tenant)
          .filter(({ rules }) => query.health === undefined || rules.some((rule) => rule.health === query.health));
        const { data, next_cursor } = page(found, query, ({ group }) => group);
        return { status: 200, data, meta: next_cursor === undefined ? {} : { next_cursor } };
      },
    },
  ];
}
