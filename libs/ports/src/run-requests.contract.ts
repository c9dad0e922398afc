import type { RunRequest } from '@tocsin/domain/healing/run-request';
import type { RunRequests } from './run-requests.js';

export const runRequestOf = (over: Partial<RunRequest> = {}): RunRequest => ({
  id: 'run1',
  tenant_id: 'acme',
  playbook_id: 'p1',
  trigger: {
    transition_id: 't1',
    alert_id: 'e1',
    rule_id: 'r1',
    rule_name: 'Down',
    fingerprint: 'f1',
    labels: { odd: 'a "quoted" {x} ü' },
    severity: 'HIGH',
    state: 'firing',
    at: 1_000,
  },
  requested_by: { subject: 'ann', owners: [] },
  reason: 'seen before',
  at: 2_000,
  ...over,
});

/**
 * The suite that every keeper of requests must pass.
 *
 * @param open - gives an empty one each time
 */
export function describeRunRequests(name: string, open: () => Promise<RunRequests>): void {
  describe(`${name}, as a keeper of runs that are asked for`, () => {
    let requests: RunRequests;
    beforeEach(async () => void (requests = await open()));

    it('hands out those that wait, of all tenants, the oldest first and no more than asked for', async () => {
      await requests.add(runRequestOf({ id: 'late', at: 3_000 }));
      await requests.add(runRequestOf({ id: 'early', at: 1_000, tenant_id: 'bolt' }));
      await requests.add(runRequestOf({ id: 'middle', at: 2_000 }));
      expect((await requests.waiting(2)).map(({ id }) => id)).toEqual(['early', 'middle']);
      await requests.answer('bolt', 'early', { kind: 'planned', at: 4_000 });
      expect((await requests.waiting(5)).map(({ id }) => id)).toEqual(['middle', 'late']);
    });

    it('keeps a request as it was made, with what became of it first', async () => {
      const request = runRequestOf();
      await requests.add(request);
      expect(await requests.request('acme', 'run1')).toEqual({ request, outcome: null });
      const outcome = { kind: 'held_back', at: 3_000, guard: 'cooldown', reason: 'it rests' } as const;
      await requests.answer('acme', 'run1', outcome);
      await requests.answer('acme', 'run1', { kind: 'planned', at: 4_000 });
      expect(await requests.request('acme', 'run1')).toEqual({ request, outcome });
    });

    it('shows nobody what another tenant asks for', async () => {
      await requests.add(runRequestOf());
      expect(await requests.request('bolt', 'run1')).toBeNull();
      await requests.answer('bolt', 'run1', { kind: 'planned', at: 4_000 });
      expect((await requests.request('acme', 'run1'))?.outcome).toBeNull();
    });
  });
}
