import { type Ask, type Row, reading, thing } from './row.js';
import { playbookBody } from './two-tenants.js';

const playbook: Ask = (world) => thing(world.playbook());
const run: Ask = (world) => thing(world.healingRun());
const deciding = (body: object): Row => ({
  least: 'approver',
  answer: 200,
  elsewhere: 404,
  ask: async (world) => ({ ...(await run(world)), body }),
});

/** What is done about alerts, and what stops it. */
export const healingRows: Record<string, Row> = {
  'GET /api/playbooks': reading,
  'POST /api/playbooks': { least: 'editor', answer: 201, ask: async () => ({ body: playbookBody('quiet', 'quiet') }) },
  'POST /api/playbooks/dry-run': {
    least: 'viewer',
    answer: 200,
    elsewhere: 404,
    ask: async (world) => ({ body: { playbook_id: (await world.playbook()).id } }),
  },
  'GET /api/playbooks/{id}': { ...reading, elsewhere: 404, ask: playbook },
  'PUT /api/playbooks/{id}': {
    least: 'editor',
    answer: 200,
    elsewhere: 404,
    ask: async (world) => ({ ...(await playbook(world)), body: playbookBody('quiet', 'quiet') }),
  },
  'DELETE /api/playbooks/{id}': { least: 'editor', answer: 204, elsewhere: 404, ask: playbook },
  'GET /api/healing-runs': reading,
  'GET /api/healing-runs/{id}': { ...reading, elsewhere: 404, ask: run },
  'POST /api/healing-runs/{id}/approve': {
    ...deciding({}),
    ask: async (world) => {
      const { id, plan_hash } = await world.healingRun();
      return { path: { id }, body: { plan_hash } };
    },
  },
  // Nobody broke a glass for it.
  'POST /api/healing-runs/{id}/review': { ...deciding({ is_justified: true, reason: 'seen' }), answer: 409 },
  'POST /api/healing-runs/{id}/reject': deciding({ reason: 'no' }),
  'POST /api/healing-runs/{id}/cancel': deciding({ reason: 'no' }),
  // Nobody asks: the run waits for approval.
  'POST /api/healing-runs/{id}/settle': {
    ...deciding({ step: 0, action: 0, direction: 'do', is_done: true, reason: 'seen' }),
    answer: 409,
  },
  'POST /api/healing-requests': {
    least: 'editor',
    answer: 202,
    elsewhere: 404,
    ask: async (world) => ({ body: await world.healingWish() }),
  },
  'GET /api/healing-requests/{id}': { ...reading, elsewhere: 404, ask: (world) => thing(world.healingRequest()) },
  'GET /api/healing-targets': reading,
  'GET /api/healing-switch': reading,
  'PUT /api/healing-switch': { least: 'editor', answer: 200, ask: async () => ({ body: { reason: 'quiet' } }) },
  'DELETE /api/healing-switch': { least: 'admin', answer: 200 },
  'GET /api/healing-signing-secret': { least: 'admin', answer: 200 },
};
