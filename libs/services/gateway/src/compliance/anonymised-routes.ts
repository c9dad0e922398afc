import { apiResponse } from '@tocsin/contracts/http/api-response';
import { K_MIN } from '@tocsin/domain/compliance/k-anonymity';
import type { Clock } from '@tocsin/ports/clock';
import { z } from 'zod';
import { invalid, ProblemError } from '../problem.js';
import { parsed, principalOf, type Route } from '../route.js';
import { TimeParameter } from '../routes/time-field.js';
import { ANONYMISED_ENTRIES_MAX, type AnonymisedAudit } from './anonymised-audit.js';

/** Common for what is given to others. */
const K_DEFAULT = 5;
const K_MAX = 1_000;

const QuerySchema = z.strictObject({
  from: TimeParameter.meta({ description: 'The first moment of the period.' }),
  to: TimeParameter.optional().meta({ description: 'The first moment after it; now when left out.' }),
  k: z.coerce.number().int().min(K_MIN).max(K_MAX).default(K_DEFAULT).meta({
    description: 'The least persons that every combination of values stands for.',
  }),
});
const AnonymisedSchema = z
  .strictObject({
    k: z.int(),
    from: z.number(),
    to: z.number(),
    rows: z.array(
      z.strictObject({
        person: z.string().meta({
          description:
            'A hash under a key that was made for this answer and is kept nowhere. A person has another one for each combination of values, so that nobody is followed from one to the next.',
        }),
        when: z.string(),
        action: z.string(),
        on: z.string(),
        role: z.string(),
        events: z.int(),
      }),
    ),
    generalised: z
      .array(z.strictObject({ name: z.string(), told: z.string(), level: z.int(), levels: z.int() }))
      .meta({ description: 'As what each value is told; `*` stands for any.' }),
    suppressed: z
      .strictObject({ events: z.int(), why: z.string() })
      .meta({ description: 'What would have stood for fewer persons.' }),
    of_services: z.int().meta({ description: 'Events of services, which are no persons and are left out.' }),
    nothing_left: z.string().nullable().meta({ description: 'Why there are no rows; null when there are.' }),
  })
  .meta({ id: 'AnonymisedAudit' });

/** The audit, for whoever may not know who did what. */
export function anonymisedRoutes(exports: Pick<AnonymisedAudit, 'export'>, clock: Pick<Clock, 'now'>): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/audit/anonymised',
      operation: 'getAnonymisedAudit',
      tag: 'audit',
      summary: 'The audit of a period for others, k-anonymous',
      description:
        'How often people did what, when, on what kind of thing and in which role, with no names, pseudonyms, ids or details. Values are told as coarsely as it takes for every combination of them to stand for `k` persons; what does not even so is left out, a tenth at most while that can be. Whoever is given two of them can compare them: give one of a period to one reader. That it was asked for is audited.',
      scope: 'admin:all',
      keepsPseudonyms: true,
      query: QuerySchema,
      answers: { 200: { description: 'The rows.', schema: apiResponse(AnonymisedSchema) } },
      handle: async (request) => {
        const { from, to = clock.now(), k } = parsed(QuerySchema, request.query);
        if (from >= to)
          throw invalid([
            { path: 'from', code: 'out_of_range', message: 'is not before the end', fix: 'Give a time before `to`.' },
          ]);
        const made = await exports.export(principalOf(request), { from, to }, k);
        if (made === null)
          throw new ProblemError(
            409,
            'period-too-long',
            'The period holds too much',
            `More than ${ANONYMISED_ENTRIES_MAX} entries would have to be gone through; ask for a shorter period.`,
          );
        const { rows, generalised, suppressed, ofServices } = made;
        const nothing_left = rows.length > 0 ? null : `fewer than ${k} persons did anything within the period`;
        const why = `every combination of values with fewer than ${k} persons`;
        const about = { k, from, to, generalised: [...generalised], of_services: ofServices, nothing_left };
        return { status: 200, data: { ...about, rows: [...rows], suppressed: { events: suppressed, why } } };
      },
    },
  ];
}
