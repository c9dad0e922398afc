import { FakeActiveAlertStore } from './active-alert-store.fake.js';
import { describeAlertGroupStore } from './alert-group-store.contract.js';
import { FakeAlertGroupStore } from './alert-group-store.fake.js';

describeAlertGroupStore('FakeAlertGroupStore', async () => {
  const store = new FakeAlertGroupStore(new FakeActiveAlertStore());
  return { store, owed: async () => store.owed.map(({ id }) => id) };
});
