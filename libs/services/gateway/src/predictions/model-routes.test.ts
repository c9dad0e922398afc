import { exampleModelTraining } from '@tocsin/contracts/topics/model-trainings';
import { ModelTrainingSchema } from '@tocsin/domain/models/model-training';
import type { Principal } from '../auth-manager.js';
import type { Route, RouteRequest } from '../route.js';
import { modelRoutes } from './model-routes.js';

test('tells which models serve the own tenant, in pages', async () => {
  const of = (model: string) => ModelTrainingSchema.parse({ ...exampleModelTraining, model });
  const trainings = { ofTenant: (tenant: string) => (tenant === 'acme' ? [of('b'), of('a')] : []) };
  const [route] = modelRoutes(trainings) as [Route];
  const ask = async (tenant: string, query: Record<string, string>) => {
    const principal = { tenant, subject: 'x', scopes: ['rules:read'] } as unknown as Principal;
    return route.handle({ query, params: {}, headers: {}, principal } as unknown as RouteRequest);
  };
  expect(await ask('acme', {})).toMatchObject({ status: 200, data: [{ model: 'b' }, { model: 'a' }], meta: {} });
  expect(await ask('acme', { limit: '1' })).toMatchObject({
    data: [{ model: 'b' }],
    meta: { next_cursor: expect.any(String) },
  });
  expect(await ask('globex', {})).toMatchObject({ data: [] });
});
