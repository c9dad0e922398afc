import { apiResponse } from '@tocsin/contracts/http/api-response';
import type { Clock } from '@tocsin/ports/clock';
import { z } from 'zod';
import { AuthManager } from '../auth-manager.js';
import { parsed, principalOf, type Route } from '../route.js';
import { WrittenProposalSchema } from './proposal-job.js';
import type { Proposer } from './proposer.js';
import { TemplateGroupSchema } from './written-template.js';

/** Rules are set by the last days at most: whatever was longer ago is another system. */
const HOURS_MAX = 168;
/** The length for which samples are kept unless told otherwise. */
const HOURS_DEFAULT = 24;
const HOUR_MS = 3_600_000;

const BodySchema = z.strictObject({
  hours: z
    .number()
    .min(1)
    .max(HOURS_MAX)
    .default(HOURS_DEFAULT)
    .meta({ description: 'How much of the history is looked at; no more is found than is kept.' }),
  groups: z.array(TemplateGroupSchema).max(20).optional().meta({ description: 'Only templates of these groups.' }),
});
const AnswerSchema = z.strictObject({
  from: z.number().meta({ description: 'Milliseconds since 1970.' }),
  to: z.number(),
  series: z.int().meta({ description: 'How many series were sent in that time.' }),
  proposals: z.array(WrittenProposalSchema),
});

export interface ProposalRoutesOptions {
  proposer: Pick<Proposer, 'propose'>;
  clock: Clock;
}

/** A tenant's starting set of rules. */
export function proposalRoutes({ proposer, clock }: ProposalRoutesOptions): Route[] {
  return [
    {
      method: 'POST',
      path: '/api/rule-templates/proposals',
      operation: 'proposeRules',
      tag: 'rule templates',
      summary: 'Propose rules by what the tenant sends',
      description:
        'Looks at the series of the last hours and proposes each template that fits, with thresholds from their own history and with what the rule would have told. Nothing is stored. Also needs the scope metrics:read.',
      scope: 'rules:read',
      body: {
        types: ['application/json'],
        schema: BodySchema,
        isOptional: true,
        example: { hours: 24, groups: ['host', 'http'] },
      },
      answers: { 200: { description: 'The proposals, by group.', schema: apiResponse(AnswerSchema) } },
      handle: async (request) => {
        const principal = principalOf(request);
        AuthManager.demand(principal, 'metrics:read');
        const { hours, groups } = parsed(BodySchema, request.body === undefined ? {} : request.body);
        const to = clock.now();
        const stretch = { from: to - hours * HOUR_MS, to };
        const found = await proposer.propose({ tenant: principal.tenant, ...stretch, groups }, request.signal);
        return { status: 200, data: { ...stretch, ...found } };
      },
    },
  ];
}
