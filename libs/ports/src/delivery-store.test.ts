import { describeDeliveryStore } from './delivery-store.contract.js';
import { FakeDeliveryStore } from './delivery-store.fake.js';

describeDeliveryStore('the fake', async () => new FakeDeliveryStore());
