import { describeAccessStore } from './access-store.contract.js';
import { FakeAccessStore } from './access-store.fake.js';

describeAccessStore('the access store in memory', async () => {
  const store = new FakeAccessStore();
  return { store, published: async () => store.outbox.splice(0) };
});
