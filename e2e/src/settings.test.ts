import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Standalone } from './world/standalone.js';

test('requests of an address are bounded by the settings, samples are not', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'tocsin-settings-'));
  const file = join(directory, 'monitoring.yaml');
  await writeFile(file, 'security:\n  max_requests_per_minute: 4\n');
  const standalone = await Standalone.start({ TOCSIN_CONFIG: file });
  const { api } = standalone;
  const answers = [];
  for (let i = 0; i < 6; i += 1) answers.push(await api.ask('GET', '/api/rules'));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 429, 429]);
  const refused = answers[4];
  expect(refused?.body).toMatchObject({
    type: 'urn:tocsin:problem:rate-limited',
    detail: expect.stringContaining('4 requests a minute'),
  });
  expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
  for (let i = 0; i < 10; i += 1) {
    const samples = [{ metric: 'm', labels: {}, value: i, timestamp: 1_763_900_000_000 + i }];
    expect((await api.ask('POST', '/api/metrics', { samples })).body).toMatchObject({ data: { accepted: 1 } });
  }
  await standalone.remove();
  await rm(directory, { recursive: true });
}, 60_000);

test('without recordings the demo tenant simulates a shop, says so, and fires', async () => {
  const standalone = await Standalone.start({
    TOCSIN_DEMO: 'true',
    TOCSIN_DEMO_DATA: join(tmpdir(), 'tocsin-no-recordings'),
  });
  await standalone.process?.said('simulated data, labelled so');
  await standalone.process?.said('notification received (demo): FIRING Shop');
  const answer = await standalone.api.tocsin.createToken({
    body: {
      subject: 'reader',
      tenant_id: 'demo',
      scopes: ['rules:read'],
    },
  });
  standalone.api.token = answer.data.token;
  const alerts = await standalone.api.alertsUntil((found) => found.some(({ state }) => state === 'firing'));
  expect(alerts.filter(({ labels }) => labels['simulated'] !== 'true')).toEqual([]);
  await standalone.remove();
}, 90_000);
