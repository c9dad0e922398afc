import { describeInventoryStore } from './inventory-store.contract.js';
import { FakeInventoryStore } from './inventory-store.fake.js';

describeInventoryStore('FakeInventoryStore', async () => new FakeInventoryStore());
