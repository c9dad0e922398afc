import { decodeJson } from '@tocsin/contracts/define-topic';
import { audit, type AuditEvent } from '@tocsin/contracts/topics/audit';
import { FakeClock } from '@tocsin/ports/clock.fake';
import type { Principal } from '../auth-manager.js';
import { AccessAudit } from './access-audit.js';

const principal = (tenant: string): Principal => ({ subject: 'ann', tenant, scopes: [], tier: 'standard' });

function world(): { clock: FakeClock; trail: AccessAudit; written: AuditEvent[] } {
  const written: AuditEvent[] = [];
  const clock = new FakeClock(0);
  const trail = new AccessAudit({
    log: {
      append: async (_topic, records) => {
        for (const { value } of records) {
          const decoded = decodeJson(audit, value as Uint8Array);
          if (decoded.kind === 'value') written.push(decoded.value);
        }
      },
    },
    topicPrefix: 't',
    clock,
    ids: { next: () => 'id' },
    onError: (error) => {
      throw error;
    },
  });
  return { clock, trail, written };
}

test('a flood of refusals writes so many events a minute, and then how many it left out', async () => {
  const { clock, trail, written } = world();
  for (let i = 0; i < 1_000; i += 1) trail.denied(principal('acme'), 'scope-missing');
  expect(written).toHaveLength(30);
  await clock.advance(60_000);
  trail.denied(principal('acme'), 'scope-missing');
  trail.denied(principal('acme'), 'scope-missing');
  expect(written.slice(30).map(({ details }) => details)).toEqual([
    { reason: 'scope-missing', left_out_before: 970 },
    { reason: 'scope-missing' },
  ]);
});

test("one tenant's flood leaves out nothing of another", () => {
  const { trail, written } = world();
  for (let i = 0; i < 100; i += 1) trail.denied(principal('acme'), 'scope-missing');
  trail.denied(principal('globex'), 'token-revoked');
  expect(written.at(-1)).toMatchObject({ tenant_id: 'globex', actor: 'ann', details: { reason: 'token-revoked' } });
});
