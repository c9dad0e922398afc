import { describeCheckpointWitness } from './checkpoint-witness.contract.js';
import { FakeCheckpointWitness } from './checkpoint-witness.fake.js';

describeCheckpointWitness('the fake', async () => {
  const witness = new FakeCheckpointWitness();
  return {
    open: async () => witness,
    kept: async () => witness.kept.map(({ note }) => note),
    fail: async () => void (witness.mood = { kind: 'refuses', reason: 'it is away' }),
    mend: async () => void (witness.mood = { kind: 'answers', text: '' }),
    close: async () => undefined,
  };
});
