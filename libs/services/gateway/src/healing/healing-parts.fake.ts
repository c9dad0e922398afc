import type { HealingAction } from '@tocsin/domain/healing/action';
import { FakeHealingStore } from '@tocsin/ports/healing-store.fake';
import { FakeInventoryStore } from '@tocsin/ports/inventory-store.fake';
import { FakeRunRequests } from '@tocsin/ports/run-requests.fake';

/** What of healing is handed to a gateway, in memory. */
export const fakeHealingParts = () => ({
  store: new FakeHealingStore(),
  requests: new FakeRunRequests(),
  inventory: new FakeInventoryStore(),
  grants: [{ tenant: 'acme', targets: ['kubernetes/shop/*'] }],
  isSwitchedOn: (kind: HealingAction['kind']) => !kind.startsWith('aws_'),
  breakGlassMs: 900_000,
  signingSecretOf: (tenant: string) => `secret of ${tenant}`,
});
