import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { Counter, Registry } from 'prom-client';
import { serveTelemetry, type TelemetryServer } from './telemetry-server.js';

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done));
  const { port } = probe.address() as AddressInfo;
  await new Promise((done) => probe.close(done));
  return port;
}

let server: TelemetryServer;
let base: string;
const registry = new Registry();
new Counter({ name: 'seen_total', help: 'seen', registers: [registry] }).inc(3);

beforeAll(async () => {
  const port = await freePort();
  base = `http://127.0.0.1:${port}`;
  server = await serveTelemetry({ host: '127.0.0.1', port, registry });
});
afterAll(() => server.stop());

const asked = async (path: string, method = 'GET'): Promise<[number, string]> => {
  const response = await fetch(`${base}${path}`, { method });
  return [response.status, await response.text()];
};

test('tells metrics, and that the process lives; and that it is ready once it is', async () => {
  const response = await fetch(`${base}/metrics?name=any`);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, registry.contentType]);
  expect(await response.text()).toContain('seen_total 3');
  expect(await asked('/livez')).toEqual([200, 'ok\n']);
  expect(await asked('/readyz')).toEqual([503, 'starting\n']);
  server.ready();
  expect(await asked('/readyz')).toEqual([200, 'ready\n']);
});

test('takes nothing in and has nothing else', async () => {
  expect((await asked('/metrics', 'POST'))[0]).toBe(405);
  expect(await asked('/metrics', 'HEAD')).toEqual([200, '']);
  expect((await asked('/../etc/passwd'))[0]).toBe(404);
  expect((await asked('/'))[0]).toBe(404);
});

test('says so when the port is taken', async () => {
  const port = Number(new URL(base).port);
  await expect(serveTelemetry({ host: '127.0.0.1', port, registry })).rejects.toThrow(/EADDRINUSE/);
});
