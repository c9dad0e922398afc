import { ProblemError } from '@tocsin/client/problem-error';
import { isTenantThere, unmadeTenants } from './known-tenants.js';

type Tocsin = Parameters<typeof isTenantThere>[0];
const installation = { tenant_id: 'main', system_tenant: 'system', demo_tenant: 'demo' };
const usage = (use: number) => ({ rules: { use, limit: 10 }, tokens: { use: 0, limit: 10 } });

/** A platform where `acme` was made, `busy` holds rules, and nothing but these can be asked about. */
const tocsin = {
  getInstallation: async () => ({ data: installation }),
  listTenants: async function* () {
    yield { tenant_id: 'other' };
    yield { tenant_id: 'acme' };
  },
  getTenantUsage: async ({ id }: { id: string }) => {
    if (id === 'No Name') throw new ProblemError('getTenantUsage', problem);
    return { data: usage(id === 'busy' ? 3 : 0) };
  },
} as unknown as Tocsin;
const problem = {
  type: 'urn:tocsin:problem:not-found',
  title: 'Not found',
  status: 404,
  detail: 'There is no such tenant.',
  instance: '/api/tenants/No%20Name/usage',
  trace_id: '',
  errors: [],
};

test('an installation has its own tenant, its own watch and its demo, each once', () => {
  expect(unmadeTenants(installation).map(({ id }) => id)).toEqual(['main', 'system', 'demo']);
  expect(unmadeTenants({ ...installation, tenant_id: 'system', demo_tenant: null }).map(({ id }) => id)).toEqual([
    'system',
  ]);
});

test.each([
  ['main', true],
  ['system', true],
  ['demo', true],
  ['acme', true],
  ['busy', true],
  ['nosuch', false],
  ['No Name', false],
])('whether %s is there: %s', async (id, isThere) => {
  expect(await isTenantThere(tocsin, id)).toBe(isThere);
});
