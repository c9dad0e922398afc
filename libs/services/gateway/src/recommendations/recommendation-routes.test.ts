import { exampleRecommendation } from '@tocsin/contracts/topics/recommendations';
import type { ConfigurationRecommendation } from '@tocsin/domain/recommendations/configuration-recommendation';
import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import { ruleWith } from '@tocsin/testing/rules';
import type { Principal } from '../auth-manager.js';
import type { Route, RouteRequest } from '../route.js';
import { recommendationRoutes } from './recommendation-routes.js';
import type { RecommendationWorld } from './recommendation-world.js';

const tenant = exampleRecommendation.tenant_id;
const open = (id: string, rule_id: string, rule_version: number): ConfigurationRecommendation => {
  const { decision: _decision, applied_version: _version, ...rest } = exampleRecommendation;
  return { ...rest, id, rule_id, rule_version, state: 'open' };
};
const made = [
  open('fits', 'a', 2),
  open('changed', 'a', 1),
  open('gone', 'deleted', 1),
  // What made it knew a version of the rule that has not come here yet.
  open('ahead', 'a', 3),
  { ...open('refused', 'a', 1), state: 'refused' as const },
];
const rules = new Map<string, AlertRule>([
  [
    'a',
    {
      ...ruleWith('a', tenant, {
        conditions: [{ type: 'threshold', metric_path: 'm', operator: '>', threshold: 1 }],
      }),
      version: 2,
    },
  ],
]);
const routes = recommendationRoutes({
  recommendations: { ofTenant: () => made, get: (_: string, id: string) => made.find((one) => one.id === id) ?? null },
  rules: { get: (_: string, id: string) => rules.get(id) ?? null },
} as unknown as RecommendationWorld);

function ask(operation: string, given: Partial<Pick<RouteRequest, 'query' | 'params'>>): Promise<unknown> {
  const route = routes.find((one) => one.operation === operation) as Route;
  const principal = { tenant, subject: 'x', scopes: ['rules:read', 'rules:write', 'metrics:read'] };
  const request = { query: {}, params: {}, headers: {}, ...given, principal: principal as unknown as Principal };
  return Promise.resolve(route.handle(request as unknown as RouteRequest));
}

test('an open one whose rule has changed, or is gone, is told as out of date', async () => {
  const states = async (query: Record<string, string>): Promise<Record<string, string>> => {
    const { data } = (await ask('listRecommendations', { query })) as { data: ConfigurationRecommendation[] };
    return Object.fromEntries(data.map(({ id, state }) => [id, state]));
  };
  expect(await states({})).toEqual({
    fits: 'open',
    changed: 'out_of_date',
    gone: 'out_of_date',
    ahead: 'open',
    refused: 'refused',
  });
  expect(Object.keys(await states({ state: 'open' })).sort()).toEqual(['ahead', 'fits']);
  expect(Object.keys(await states({ state: 'out_of_date' })).sort()).toEqual(['changed', 'gone']);
  expect(await ask('getRecommendation', { params: { id: 'changed' } })).toMatchObject({
    data: { id: 'changed', state: 'out_of_date' },
  });
});

test('of a rule of a group it is said that there are none; of an unknown rule, that it is unknown', async () => {
  await expect(ask('makeRecommendation', { params: { id: 'g1/Cpu' } })).rejects.toMatchObject({
    status: 422,
    code: 'rule-of-a-group',
    message: expect.stringMatching(/^g1\/Cpu is the id of a rule of a rule group/),
  });
  await expect(ask('makeRecommendation', { params: { id: 'nobody' } })).rejects.toMatchObject({ status: 404 });
});
