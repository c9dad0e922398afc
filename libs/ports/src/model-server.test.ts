import { describeModelServer } from './model-server.contract.js';
import { FakeModelServer } from './model-server.fake.js';

describeModelServer('the fake model server', async () => {
  const answer = ({ window }: Readonly<Record<string, Float32Array>>) =>
    Float32Array.of(window?.[0] ?? 0, window?.[1] ?? 0);
  const inputs = { window: 4 };
  const ofTenant = (version: string, factor: number) => ({
    tenant: 'acme',
    model: 'sums',
    version,
    inputs,
    answer: (window: Readonly<Record<string, Float32Array>>) => answer(window).map((value) => value * factor),
  });
  return {
    server: new FakeModelServer(new Map([['sums', { version: '1.0.0', inputs, answer }]]), [
      ofTenant('1.0.1', 2),
      ofTenant('1.0.2', 3),
    ]),
    model: { name: 'sums', input: 'window', length: 4, output: 2 },
    tenant: { name: 'acme', versions: ['1.0.1', '1.0.2'] },
  };
});
