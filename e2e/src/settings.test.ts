import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChatServer } from '@tocsin/testing/language/chat-completions-server';
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

test('a language model that the settings name is asked where the grammar has no rule; its key is nowhere to be read', async () => {
  const server = await startChatServer();
  const condition = { type: 'threshold', metric: 'cpu_usage', labels: [], operator: '>', threshold: 90 };
  const proposal = { outcome: 'rule', match: 'all', conditions: [condition], severity: 'HIGH', for: '5m' };
  server.next = { says: JSON.stringify(proposal) };
  const key = 'sk-this-is-a-secret-of-the-operator';
  const standalone = await Standalone.start({
    LLM_BASE_URL: server.url,
    LLM_MODEL: 'small',
    LLM_API_KEY: key,
    TOCSIN_LOG_LEVEL: 'trace',
  });
  const { api } = standalone;
  const samples = [{ metric: 'cpu_usage', labels: { host: 'bastion' }, value: 1, timestamp: Date.now() }];
  await api.insist(202, 'POST', '/api/metrics', { samples });
  await api.dataUntil<{ result: unknown[] }>('/api/v1/query?query=cpu_usage', ({ result }) => result.length > 0);
  const asked = async (text: string) => (await api.insist(200, 'POST', '/api/rules/from-words', { text })).body['data'];

  expect(await asked('shout as the bastion sweats past 90')).toMatchObject({
    kind: 'rule',
    rule: { draft: { severity: 'HIGH', conditions: [{ metric_path: 'cpu_usage', threshold: 90 }] } },
    model: { name: 'small', outcome: 'proposed' },
  });
  server.next = { status: 500, body: `no ${key}` };
  expect(await asked('shout as the bastion sweats past 90')).toMatchObject({
    kind: 'refused',
    model: { outcome: 'failed', message: 'it answered with status 500: no (hidden)' },
  });
  const before = server.bodies.length;
  expect(await asked('cpu_usage above 80')).toMatchObject({ kind: 'rule' });
  expect(server.bodies).toHaveLength(before);
  expect(server.bodies.join('')).not.toContain('bastion');
  const { lines = [], errors = [] } = standalone.process ?? {};
  expect([...lines, ...errors].join('\n')).not.toContain(key);
  await standalone.remove();
  await server.stop();
}, 60_000);
