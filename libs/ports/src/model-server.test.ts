import { describeModelServer } from './model-server.contract.js';
import { FakeModelServer } from './model-server.fake.js';

describeModelServer('the fake model server', async () => {
  const answer = ({ window }: Readonly<Record<string, Float32Array>>) =>
    Float32Array.of(window?.[0] ?? 0, window?.[1] ?? 0);
  return {
    server: new FakeModelServer(new Map([['sums', { version: '1.0.0', inputs: { window: 4 }, answer }]])),
    model: { name: 'sums', input: 'window', length: 4, output: 2 },
  };
});
