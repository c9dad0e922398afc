import { describeDeliveryLedger } from './delivery-ledger.contract.js';
import { FakeDeliveryLedger } from './delivery-ledger.fake.js';

describeDeliveryLedger('the fake', async () => new FakeDeliveryLedger());
