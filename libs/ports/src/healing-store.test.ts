import { describeHealingStore } from './healing-store.contract.js';
import { FakeHealingStore } from './healing-store.fake.js';

describeHealingStore('the fake', async () => new FakeHealingStore());
