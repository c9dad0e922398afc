import { scopesOf } from '@tocsin/domain/access/permission';
import type { HeardAlert } from '@tocsin/domain/healing/simulation/healing-simulation';
import { FakeAccessStore } from '@tocsin/ports/access-store.fake';
import type { Principal } from '../auth-manager.js';
import { ProblemError } from '../problem.js';
import type { RouteAnswer } from '../route.js';
import { AlertDirectory } from '../read-model/alert-directory.js';
import { Deciders } from './deciders.js';
import { fakeHealingParts } from './healing-parts.fake.js';
import { healingRoutes } from './healing-routes.js';
import { PlaybookDryRunner } from './playbook-dry-runner.js';

const NOW = 1_800_000_000_000;
const HOUR_MS = 3_600_000;
const draft = {
  name: 'Call it',
  trigger: { rule_ids: ['r1'] },
  steps: [{ actions: [{ kind: 'webhook', url: 'https://a.example/', body: {} }] }],
};
/** Two alerts a minute apart two hours ago, when no samples were kept yet, and one of lately. */
const heard = [NOW - 2 * HOUR_MS, NOW - 2 * HOUR_MS + 60_000, NOW - 60_000].map((at, n): HeardAlert => {
  const about = { transition_id: `t${n}`, alert_id: `e${n}`, rule_id: 'r1', rule_name: 'Down', fingerprint: 'f' };
  return { heardAt: at, trigger: { ...about, severity: 'HIGH', labels: { service: 'till' }, state: 'firing', at } };
});
const ann: Principal = { subject: 'ann', tenant: 'acme', scopes: scopesOf('editor'), role: 'editor', tier: 'standard' };

/** Routes of a tenant that has had alerts. */
function open() {
  const parts = fakeHealingParts();
  let n = 0;
  const routes = healingRoutes({
    ...parts,
    alerts: new AlertDirectory(),
    deciders: new Deciders(new FakeAccessStore()),
    dryRunner: new PlaybookDryRunner({
      ...parts,
      alerts: { heard: async (_tenant, _span, isWanted) => heard.filter(({ trigger }) => isWanted(trigger)) },
      reach: { earliest: async () => NOW - HOUR_MS },
      ask: async (_tenant, query) => ({ kind: query.includes('bad') ? 'fails' : 'holds' }),
    }),
    outbound: { refusal: async (url) => (url.includes('10.0.0.') ? 'is not public' : null) },
    clock: { now: () => NOW },
    ids: { next: () => `id-${(n += 1)}` },
  });
  const ask = (operation: string, body: object): Promise<RouteAnswer> => {
    const route = routes.find((one) => one.operation === operation);
    if (route === undefined) throw new Error(`there is no ${operation}`);
    return route.handle({ principal: ann, params: {}, query: {}, headers: {}, body });
  };
  return { ...parts, ask };
}

test('a draft is played against the alerts there were, and nothing of it is kept', async () => {
  const { store, ask } = open();
  const playbook = { ...draft, preconditions: ['bad == 1'], approval: { policy: 'two' } };
  const { data } = await ask('dryRunPlaybook', { playbook });
  expect(data).toMatchObject({
    playbook: { name: 'Call it', id: null, version: null },
    to: NOW,
    from: NOW - 7 * 24 * HOUR_MS,
    summary: 'would have run once in 3 incidents; held back 2: 1 cooldown, 1 precondition',
    incidents_count: 3,
    held_back_by: { cooldown: 1, precondition: 1 },
    incidents: [
      {
        decision: 'run',
        guard: null,
        targets: [{ target: 'webhook/https://a.example/', refusal: null }],
        steps: [{ actions: draft.steps[0]?.actions }],
        preconditions: [{ query: 'bad == 1', answer: 'unknown', reason: 'samples do not reach back so far' }],
        approvals_needed: 2,
      },
      { decision: 'held_back', guard: 'cooldown', reason: expect.stringContaining('rests for 840000 ms more') },
      { decision: 'held_back', guard: 'precondition', preconditions: [{ answer: 'fails' }] },
    ],
  });
  expect([await store.playbooks('acme'), store.told]).toEqual([[], []]);
});

test('a playbook that is kept is played by its id, and what nothing here may do is told', async () => {
  const { ask } = open();
  const restart = { kind: 'docker_restart', container: { name: '{{ $labels.service }}' } };
  await ask('createPlaybook', { ...draft, is_enabled: false, steps: [{ actions: [restart] }] });
  const { data } = await ask('dryRunPlaybook', { playbook_id: 'id-1' });
  const refusal = 'docker/till: not granted to acme; the operator grants targets by healing.grants';
  expect(data).toMatchObject({
    playbook: { id: 'id-1', version: 1 },
    held_back_by: { rehearsal: 3 },
    incidents: Array(3).fill({
      reason: `docker/till: ${refusal}`,
      targets: [{ target: 'docker/till', refusal }],
      steps: [{ actions: [{ kind: 'docker_restart', container: { name: 'till' } }] }],
    }),
  });
  const changed = await ask('dryRunPlaybook', { playbook_id: 'id-1', playbook: draft });
  expect(changed.data).toMatchObject({ playbook: { id: null }, runs_count: 2 });
});

test('a dry run that cannot be made is refused with what to do', async () => {
  const { ask } = open();
  const asked = (body: object): Promise<unknown> =>
    ask('dryRunPlaybook', body).catch((error: unknown) =>
      error instanceof ProblemError ? [error.status, error.errors?.[0]?.path ?? error.code] : error,
    );
  expect(await asked({})).toEqual([422, 'playbook']);
  expect(await asked({ playbook_id: 'none' })).toEqual([404, 'not-found']);
  expect(await asked({ playbook: { ...draft, name: '' } })).toEqual([422, 'playbook.name']);
  expect(await asked({ playbook: draft, from: NOW - 8 * 24 * HOUR_MS })).toEqual([422, 'from']);
  expect(await asked({ playbook: draft, from: NOW + 1 })).toEqual([422, 'from']);
  expect(await asked({ playbook: { ...draft, tenant_id: 'bolt' } })).toEqual([422, 'tenant_id']);
});

test('a draft that names an address that would never be called is refused by its place', async () => {
  const steps = [{ actions: [{ kind: 'webhook', url: 'http://10.0.0.1/', body: {} }] }];
  await expect(open().ask('dryRunPlaybook', { playbook: { ...draft, steps } })).rejects.toMatchObject({
    status: 422,
    errors: [{ path: 'playbook.steps[0].actions[0].url', code: 'address-refused' }],
  });
});
