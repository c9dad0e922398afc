import { describeRetentionStore } from './retention-store.contract.js';
import { FakeRetentionStore } from './retention-store.fake.js';

describeRetentionStore('the fake', async () => {
  const store = new FakeRetentionStore();
  return {
    store,
    add: async (record) => void store.records.push(record),
    left: async (tenantId, kind) =>
      store.records
        .filter((one) => one.tenantId === tenantId && one.kind === kind)
        .map(({ id }) => id)
        .toSorted(),
    told: async () => store.events.splice(0).filter(({ type }) => type === 'records_deleted'),
  };
});
