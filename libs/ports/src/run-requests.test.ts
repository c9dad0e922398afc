import { describeRunRequests } from './run-requests.contract.js';
import { FakeRunRequests } from './run-requests.fake.js';

describeRunRequests('FakeRunRequests', async () => new FakeRunRequests());
