import type { InventoryStore, SeenInventory } from './inventory-store.js';

const seen: SeenInventory = {
  system: 'kubernetes',
  seenAt: 1_000,
  targets: [
    {
      subject: { kind: 'node', name: 'n1' },
      labels: { zone: 'a "b" ü' },
      members: [],
      desired: 1,
      ready: 0,
      health: 'down',
      why: 'NotReady',
    },
  ],
  isCut: false,
  problem: null,
};

/**
 * The suite that every store of inventories must pass.
 *
 * @param open - gives an empty one each time
 */
export function describeInventoryStore(name: string, open: () => Promise<InventoryStore>): void {
  describe(`${name}, as a store of inventories`, () => {
    it('tells of each system what was said last', async () => {
      const store = await open();
      expect(await store.all()).toEqual([]);
      const docker: SeenInventory = { ...seen, system: 'docker', seenAt: null, targets: [], problem: 'nobody listens' };
      await store.put(seen);
      await store.put(docker);
      const later = { ...seen, targets: [], isCut: true };
      await store.put(later);
      expect(await store.all()).toEqual([docker, later]);
    });
  });
}
