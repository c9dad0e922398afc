import { apiResponse } from '@tocsin/contracts/http/api-response';
import { type ModelTraining, ModelTrainingSchema } from '@tocsin/domain/models/model-training';
import type { CompactedDirectory } from '@tocsin/ports/compacted-directory';
import { z } from 'zod';
import { page, PageSchema, parsed, principalOf, type Route } from '../route.js';

const QuerySchema = z.strictObject(PageSchema);

/** Which models serve a tenant, and how they have come about. */
export function modelRoutes(trainings: Pick<CompactedDirectory<ModelTraining>, 'ofTenant'>): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/models',
      operation: 'listModels',
      tag: 'alerts',
      summary: 'Which models serve the tenant, and how their last training ended',
      description:
        'Networks that were trained further on the recent past of the tenant: what serves, what served before, on how much it was trained, what it lost on windows that it had not seen, and what it has been worth since. A model of which no training has ended yet is not listed; the released one serves then.',
      scope: 'rules:read',
      query: QuerySchema,
      answers: { 200: { description: 'By model.', schema: apiResponse(z.array(ModelTrainingSchema)) } },
      handle: async (request) => {
        const found = trainings.ofTenant(principalOf(request).tenant);
        const { data, next_cursor } = page(found, parsed(QuerySchema, request.query), ({ model }) => model);
        return { status: 200, data, meta: next_cursor === undefined ? {} : { next_cursor } };
      },
    },
  ];
}
