import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, loadConfig, secrets } from '@tocsin/runtime/config';
import { EnvironmentSchema } from '@tocsin/runtime/config-schema';
import { serveTelemetry } from '@tocsin/runtime/telemetry-server';
import { openApiDocument } from '@tocsin/service-gateway/openapi-document';
import { watchedGroups } from '@tocsin/service-self-monitoring/watchdog/watched-groups';
import { type ChartPod, ChartSnapshot } from '@tocsin/testing/chart-snapshot';
import { freePort } from '@tocsin/testing/free-port';
import { Registry } from 'prom-client';
import { parse } from 'yaml';
import { allTargets, type TargetName } from './all.js';
import type { Surroundings } from './ports.js';
import { providersFor } from './providers.js';

const all = ChartSnapshot.all();
const services = all.filter(({ name }) => name.startsWith('services'));
const pods = all.flatMap((snapshot) =>
  snapshot.pods().map((pod): [string, ChartPod] => [`${snapshot.name}: ${pod.component}`, pod]),
);
/** The pod of `helm test` runs a script of the chart's own. */
const processes = pods.filter(([, { component }]) => component !== 'test');
const home = mkdtempSync(join(tmpdir(), 'tocsin-chart-'));

afterAll(() => rmSync(home, { recursive: true }));

/** What each secret may look like; what it is does not matter here. */
const exampleOf: Readonly<Record<(typeof secrets)[number], string>> = {
  JWT_SECRET_KEY: 'a-secret-of-a-test-that-is-long-enough',
  ENCRYPTION_KEY: `${Buffer.alloc(32, 7).toString('base64')},vault`,
  VAULT_TOKEN: 'token',
  DATABASE_URL: 'postgres://owner:secret@db/tocsin',
  REDIS_URL: 'redis://redis',
  SMTP_URL: 'smtp://mail',
  LLM_API_KEY: 'key',
  KAFKA_SASL_PASSWORD: 'secret',
  KAFKA_TLS_CA: '-----BEGIN CERTIFICATE-----',
  WITNESS_KAFKA_SASL_PASSWORD: 'secret',
  WITNESS_KAFKA_TLS_CA: '-----BEGIN CERTIFICATE-----',
  TOCSIN_LEDGER_WITNESS_URL: 'https://witness.example/checkpoints',
  TOCSIN_HEARTBEAT_URLS: 'https://heartbeats.example/1',
};

/** The configuration that a process of the pod would have. */
function configOf(pod: ChartPod): Config {
  const place = mkdtempSync(join(home, 'pod-'));
  mkdirSync(join(place, 'secrets'));
  for (const name of pod.mountedSecrets())
    writeFileSync(join(place, 'secrets', name), exampleOf[name as keyof typeof exampleOf]);
  writeFileSync(join(place, 'monitoring.yaml'), pod.config());
  const environment = pod.env({ '/etc/tocsin/secrets': join(place, 'secrets'), '/etc/tocsin/config': place });
  return loadConfig({ environment, root: process.cwd() });
}

test('the values name every secret of the code, and no other', () => {
  const values = parse(readFileSync('helm/tocsin/values.yaml', 'utf8')) as { secrets: object };
  expect(Object.keys(values.secrets).toSorted()).toEqual([...secrets].toSorted());
});

test('there are at least ten sets of values, and each app that they start is there', () => {
  expect(readdirSync('helm/tocsin/ci').length).toBeGreaterThanOrEqual(10);
  for (const [, { args }] of processes) {
    const program = args.find((argument) => argument.endsWith('.js')) ?? '';
    expect(existsSync(program.replace('/dist/', '/src/').replace(/\.js$/, '.ts'))).toBe(true);
  }
});

test.each(processes)('%s is told only what the code reads, and the code takes it', (_title, pod) => {
  const known = [...Object.keys(EnvironmentSchema.shape), ...secrets.map((name) => `${name}_FILE`), 'HOME'];
  expect(Object.keys(pod.env()).filter((name) => !known.includes(name))).toEqual([]);
  // Whoever is told of a file has it.
  const files = Object.keys(pod.env()).flatMap((name) =>
    name.endsWith('_FILE') ? [name.slice(0, -'_FILE'.length)] : [],
  );
  expect(files.toSorted()).toEqual(pod.mountedSecrets().toSorted());
  const config = configOf(pod);
  expect(config.mode).toBe(pod.component === 'all-in-one' ? 'standalone' : 'production');
  if (pod.ports['metrics'] !== undefined) expect(config.metricsPort).toBe(pod.ports['metrics']);
  if (pod.ports['http'] !== undefined) expect(config.port).toBe(pod.ports['http']);
  if (pod.ports['history'] !== undefined) expect(config.history.port).toBe(pod.ports['history']);
});

test('every probe asks for what is answered at its port', async () => {
  const port = await freePort();
  const server = await serveTelemetry({
    host: '127.0.0.1',
    port,
    registry: new Registry(),
  });
  try {
    server.ready();
    const routes = openApiDocument() as { paths: Record<string, unknown> };
    for (const [, pod] of pods)
      for (const { path, port: name } of pod.probes) {
        expect(pod.ports).toHaveProperty(name);
        if (name === 'http') expect(Object.keys(routes.paths)).toContain(path);
        else expect((await fetch(`http://127.0.0.1:${port}${path}`)).status).toBe(200);
      }
    expect(pods.flatMap(([, { probes }]) => probes).length).toBeGreaterThan(100);
  } finally {
    await server.stop();
  }
});

/** Everything that a target needs, and that what it needs needs. */
function needsOf(name: TargetName): Set<string> {
  const surroundings = { config: { mode: 'production' } } as Surroundings;
  const needs = new Set<string>(allTargets[name](surroundings).needs);
  for (const need of needs)
    for (const provider of providersFor(surroundings, []))
      if (provider.provides === need) for (const further of provider.needs) needs.add(further);
  return needs;
}

/** By what a service is let through to a thing that it needs. */
const ways: readonly [port: string, variable: string][] = [
  ['log', 'KAFKA_BROKERS'],
  ['database', 'DATABASE_URL_FILE'],
  ['rateCounter', 'REDIS_URL_FILE'],
  ['tenantKeys', 'ENCRYPTION_KEY_FILE'],
  ['tenantKeys', 'VAULT_TOKEN_FILE'],
  ['languageModel', 'LLM_API_KEY_FILE'],
  ['mailer', 'SMTP_URL_FILE'],
];

describe('each service is given what its target needs, and nothing else', () => {
  const outside = services.find(({ name }) => name === 'services-outside') as ChartSnapshot;
  const targets = Object.keys(allTargets).filter((name): name is TargetName => name !== 'demo');

  test('there is one for each target', () => {
    const running = outside.pods().map(({ component }) => component);
    expect(running.filter((component) => !['migration', 'test'].includes(component)).toSorted()).toEqual(
      targets.toSorted(),
    );
  });

  test.each(targets)('%s', (name) => {
    const pod = outside.pods().find(({ component }) => component === name) as ChartPod;
    const needs = needsOf(name);
    const variables = Object.keys(pod.env());
    const given = ways.filter(([, variable]) => variables.includes(variable));
    // The gateway must know whether there is a server for mail, and sends none.
    const wanted = ways.filter(([port]) => needs.has(port) || (name === 'gateway' && port === 'mailer'));
    expect(given).toEqual(wanted);
    expect(variables.includes('HISTORY_URLS')).toBe(needs.has('seriesHistory'));
    expect(outside.reachesInternet(name)).toBe(needs.has('outbound') || needs.has('mailer'));
  });
});

test('services are scaled by groups that the platform watches itself', () => {
  const watched = watchedGroups.map(({ group, topic }) => `${group} ${topic.name}.v${topic.version}`);
  const triggers = services.flatMap((snapshot) => snapshot.lagTriggers());
  expect(triggers.length).toBeGreaterThan(5);
  for (const { group, topic } of triggers) expect(watched).toContain(`${group} ${topic}`);
});
