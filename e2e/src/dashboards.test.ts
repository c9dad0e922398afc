import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@tocsin/runtime/system-clock';
import { debianProgram } from '@tocsin/testing/debian-program';
import { dataOf, HealingWorld } from './world/healing-world.js';
import { OtlpCollector } from '@tocsin/testing/otlp-collector';
import { HeartbeatListener } from './world/heartbeat-listener.js';
import { RealPrometheus } from './world/real-prometheus.js';
import { Shop } from './world/shop.js';

const FOLDER = 'deploy/grafana/dashboards';

interface Panel {
  id: number;
  type: string;
  title: string;
  description?: string;
  datasource?: { type: string; uid: string };
  gridPos: { x: number; y: number; w: number; h: number };
  fieldConfig?: { defaults: { unit?: string } };
  links?: { url: string }[];
  targets?: { expr: string; legendFormat: string }[];
}
interface Dashboard {
  uid: string;
  title: string;
  templating: { list: { name: string; type: string; query: unknown }[] };
  panels: Panel[];
}

const dashboards = readdirSync(FOLDER).map((file) => ({
  file,
  dashboard: JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Dashboard,
}));
const queries = dashboards.flatMap(({ dashboard: { uid, panels } }) =>
  panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ where: `${uid}: ${title}`, expr }))),
);

const alertRules = readFileSync('deploy/prometheus/tocsin-alerts.yaml', 'utf8');

/** What Grafana puts in for its variables, of a time range of a minute that is scraped each second. */
const substituted = (expr: string): string =>
  expr.replaceAll('$__rate_interval', '15s').replaceAll('$__range', '60s').replaceAll('$tenant', '.*');

/** The histogram that a series is part of. */
const partOf = (name: string): string => name.replace(/_(bucket|sum|count)$/, '');

describe.each(dashboards)('$file', ({ file, dashboard }) => {
  test('bears its name, and is read from the data source that is chosen', () => {
    expect(file).toBe(`${dashboard.uid}.json`);
    const variables = dashboard.templating.list.map(({ name }) => name);
    const usesTenant = JSON.stringify(dashboard.panels).includes('$tenant');
    expect(variables).toEqual(usesTenant ? ['datasource', 'tenant'] : ['datasource']);
    for (const { type, datasource } of dashboard.panels)
      if (type !== 'row') expect(datasource).toEqual({ type: 'prometheus', uid: '${datasource}' });
  });

  test('says of each panel what it is, in what unit, and names its series', () => {
    for (const { type, description, fieldConfig, targets = [] } of dashboard.panels) {
      if (type === 'row') continue;
      expect(description).toMatch(/\.$/);
      expect(fieldConfig?.defaults.unit).toMatch(/./);
      expect(targets.length).toBeGreaterThan(0);
      for (const { legendFormat } of targets) expect(legendFormat).toMatch(/./);
    }
  });

  test('no panel lies on another', () => {
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, at) => `${x + (at % w)} ${y + Math.floor(at / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
  });
});

test('nothing is shown twice', () => {
  expect(queries.map(({ expr }) => expr)).toEqual([...new Set(queries.map(({ expr }) => expr))]);
  const titles = dashboards.flatMap(({ dashboard: { panels } }) =>
    panels.filter(({ type }) => type !== 'row').map(({ title }) => title),
  );
  expect(titles).toEqual([...new Set(titles)]);
});

const program = debianProgram('prometheus');
if (program.kind === 'missing') test.todo(`every query returns data: left out, because ${program.reason}`);
else
  describe('a real Prometheus that scrapes a platform at work', () => {
    let prometheus: RealPrometheus;
    let exported = '';
    const cleanUps: (() => Promise<unknown>)[] = [];

    beforeAll(async () => {
      const folder = await mkdtemp(join(tmpdir(), 'tocsin-dashboards-'));
      cleanUps.push(() => rm(folder, { recursive: true, force: true }));
      const listener = await HeartbeatListener.start();
      cleanUps.push(() => listener.stop());
      const collector = await OtlpCollector.start();
      cleanUps.push(() => collector.stop());
      const world = await HealingWorld.open({
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        TOCSIN_HEARTBEAT_URLS: listener.url,
        TOCSIN_HEARTBEAT_INTERVAL: '2',
        TOCSIN_CANARY_INTERVAL: '2',
        TOCSIN_LEDGER_WITNESS: join(folder, 'checkpoints.ndjson'),
      });
      cleanUps.push(() => world.close());
      prometheus = await RealPrometheus.start(program.path, {
        'prometheus.yml': `
global: { scrape_interval: 1s, evaluation_interval: 1s }
rule_files: [tocsin-alerts.yaml]
scrape_configs:
  - job_name: tocsin
    static_configs: [{ targets: ['${new URL(world.api.base).host}'] }]
`,
        'tocsin-alerts.yaml': alertRules,
      });
      cleanUps.push(() => prometheus.stop());
      await foresee(world);
      cleanUps.push(await heal(world));
      exported = String((await world.api.insist(200, 'GET', '/metrics')).body['text']);
    }, 120_000);
    afterAll(async () => {
      for (const cleanUp of cleanUps.toReversed()) await cleanUp();
    }, 60_000);

    test('every metric of a panel or an alert is one that the platform exports', () => {
      const alerts = alertRules.match(/^ *expr: .*$/gm) ?? [];
      const names = [...queries.map(({ expr }) => expr), ...alerts].flatMap(
        (expr) => expr.match(/\b(tocsin|rules|ml_model|drift_detection|auto_healing|http)_[a-z0-9_]+/g) ?? [],
      );
      expect(names.length).toBeGreaterThanOrEqual(queries.length + alerts.length);
      const unknown = names.filter(
        (name) => !exported.includes(`# TYPE ${name} `) && !exported.includes(`# TYPE ${partOf(name)} histogram`),
      );
      expect(unknown).toEqual([]);
    });

    /** Whether a graph of the last minute would have a line. @throws where the query is not accepted */
    async function isShown(expr: string): Promise<boolean> {
      const now = systemClock.now() / 1_000;
      const body = new URLSearchParams({ query: substituted(expr), start: `${now - 60}`, end: `${now}`, step: '1' });
      const response = await fetch(`${prometheus.url}/api/v1/query_range`, { method: 'POST', body });
      const answer = (await response.json()) as {
        status: string;
        error?: string;
        data: { result: { values: [number, string][] }[] };
      };
      if (answer.status !== 'success') throw new Error(`${expr}: ${answer.error}`);
      return answer.data.result.some(({ values }) => values.some(([, value]) => Number.isFinite(Number(value))));
    }

    test('every query of every panel returns data', async () => {
      let missing = queries;
      const deadline = systemClock.now() + 60_000;
      while (missing.length > 0 && systemClock.now() < deadline) {
        const shown = await Promise.all(missing.map(({ expr }) => isShown(expr)));
        missing = missing.filter((_, at) => !shown[at]);
        if (missing.length > 0) await systemClock.wait(500);
      }
      expect(missing).toEqual([]);
    }, 120_000);

    test('the alerts are evaluated, and of a platform at work only what was done to it is told', async () => {
      interface Rule {
        name: string;
        health: string;
        alerts: { state: string; labels: Record<string, string> }[];
      }
      const evaluated = async (): Promise<Rule[]> => {
        const { data } = (await (await fetch(`${prometheus.url}/api/v1/rules`)).json()) as {
          data: { groups: { rules: Rule[] }[] };
        };
        return data.groups.flatMap(({ rules }) => rules);
      };
      const firing = (rules: readonly Rule[]): string[] =>
        rules
          .flatMap(({ alerts }) => alerts)
          .filter(({ state }) => state === 'firing')
          .map(({ labels }) => [labels['alertname'], labels['guard'] ?? labels['control']].join(' '));
      let rules = await evaluated();
      while (rules.some(({ health }) => health === 'unknown') || firing(rules).length < 2) {
        await systemClock.wait(500);
        rules = await evaluated();
      }
      expect(rules.filter(({ health }) => health !== 'ok')).toEqual([]);
      // The playbook asks nobody, which a control says it should, and its budget of one run is used up.
      expect(firing(rules).sort()).toEqual([
        'TocsinControlViolated healing-asks-first',
        'TocsinHealingHeld budget_of_playbook',
      ]);
    }, 60_000);
  });

/** A disk that fills over twelve hours, and rules that foresee it: chances are told, and judged by what became of them. */
async function foresee({ api }: HealingWorld): Promise<void> {
  const [steps, stepMs, now] = [150, 300_000, systemClock.now()];
  const rule = (name: string, condition: object): object => ({
    name,
    severity: 'HIGH',
    category: 'infrastructure',
    conditions: [{ metric_path: 'disk_used_percent', operator: '>', threshold: 90, ...condition }],
  });
  await api.insist(201, 'POST', '/api/rules', rule('Disk will be full', { type: 'forecast', horizon: '1h' }));
  await api.insist(201, 'POST', '/api/rules', rule('Disk is full', { type: 'threshold' }));
  for (let step = 0; step < steps; step += 10) {
    const samples = Array.from({ length: 10 }, (_, i) => ({
      metric: 'disk_used_percent',
      labels: { instance: 'db-1' },
      value: 60 + (step + i) * 0.21 + (((step + i) * 7) % 5) / 20,
      timestamp: now + (step + i - steps) * stepMs,
    }));
    await api.insist(202, 'POST', '/api/metrics', { samples });
  }
  const query = `disk_used_percent&time=${now / 1_000}`;
  await api.insist(200, 'GET', `/api/v1/query?query=${query}`);
}

/** A till that breaks and is mended, again and again, until the budget holds it back. */
async function heal(world: HealingWorld): Promise<() => Promise<unknown>> {
  const shop = await Shop.open(world.api);
  await world.ann.insist(201, 'POST', '/api/rules', {
    name: 'Till broken',
    severity: 'HIGH',
    category: 'application',
    conditions: [{ type: 'threshold', metric_path: 'shop_errors', operator: '>', threshold: 9 }],
  });
  const { id } = dataOf<{ id: string }>(
    await world.ann.insist(201, 'POST', '/api/playbooks', {
      name: 'Restart the till',
      trigger: { matchers: ['alertname="Till broken"'] },
      steps: [{ actions: [{ kind: 'webhook', url: shop.url, body: { do: 'restart' } }] }],
      approval: { policy: 'none' },
      verification: { expr: 'shop_errors < 5', within_ms: 20_000 },
      cooldown_ms: 0,
      budget: { per_playbook: 1 },
    }),
  );
  const before = await world.runs();
  shop.errors = 50;
  const run = await world.newRun(before);
  await world.runUntil(run.id, ({ state }) => state === 'succeeded');
  await world.untilWell('Till broken');
  shop.errors = 50;
  await world.untilHeld(id, 'budget_of_playbook');
  return () => shop.shut();
}
