import { describeResultArchive } from './result-archive.contract.js';
import { FakeResultArchive } from './result-archive.fake.js';

describeResultArchive('the fake archive of results', async () => new FakeResultArchive());
