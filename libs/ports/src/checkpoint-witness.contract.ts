import type { CheckpointWitness, ToldCheckpoint } from './checkpoint-witness.js';

export interface OpenedWitness {
  /** Another one of the same place, as after a restart. */
  open(): Promise<CheckpointWitness>;
  /** The notes that it keeps by now, in the order in which it was told. */
  kept(): Promise<readonly string[]>;
  /** From now on nothing can be kept. */
  fail(): Promise<void>;
  /** What {@link OpenedWitness.fail} did is over. */
  mend(): Promise<void>;
  close(): Promise<void>;
}

const told = (tenantId: string, size: number): ToldCheckpoint => ({
  tenantId,
  size,
  note: `tocsin/ledger/${tenantId}\n${size}\nAAAA\n\n\u2014 tocsin/ledger/${tenantId} AAAAAAAA\n`,
});

/** The suite that every {@link CheckpointWitness} must pass. */
export function describeCheckpointWitness(name: string, open: () => Promise<OpenedWitness>): void {
  describe(`${name}, as a witness of checkpoints`, () => {
    let world: OpenedWitness;
    let witness: CheckpointWitness;
    beforeAll(async () => {
      world = await open();
      witness = await world.open();
    }, 120_000);
    afterAll(async () => {
      await witness.close();
      await world.close();
    });

    it('keeps what it was told, byte by byte and in its order, also after a restart', async () => {
      const all = [told('acme', 1), told('bolt', 7), told('acme', 1_000)];
      for (const one of all.slice(0, 2)) await witness.tell(one);
      const { name, place } = witness;
      await witness.close();
      witness = await world.open();
      expect([witness.name, witness.place]).toEqual([name, place]);
      for (const one of all.slice(2)) await witness.tell(one);
      expect(await world.kept()).toEqual(all.map(({ note }) => note));
    }, 30_000);

    it('says that it could not keep one, and is good for the next one', async () => {
      const before = await world.kept();
      await world.fail();
      await expect(witness.tell(told('acme', 1_001))).rejects.toThrow(/./);
      await world.mend();
      await witness.tell(told('acme', 1_002));
      expect(await world.kept()).toEqual([...before, told('acme', 1_002).note]);
    }, 60_000);
  });
}
