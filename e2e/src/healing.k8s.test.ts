import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@tocsin/runtime/system-clock';
import { KubernetesCluster } from '@tocsin/testing/kubernetes-cluster';
import { dataOf, HealingWorld } from './world/healing-world.js';

jest.setTimeout(180_000);

const RULE = 'Shop down';
const BROKEN = 'tocsin.test/pod';
const labels = { app: 'web' };
const home = mkdtempSync(join(tmpdir(), 'tocsin-healer-'));
let cluster: KubernetesCluster;
let namespace: string;
let world: HealingWorld;
let isWatching = true;
let watching: Promise<void>;

const deployment = () => cluster.apps.readNamespacedDeployment({ namespace, name: 'web' });
const replicas = async (): Promise<number | undefined> => (await deployment()).spec?.replicas;

/** Tells the platform how many pods are ready, as an exporter would. */
async function watchShop(): Promise<void> {
  for (let time = 0; isWatching; await systemClock.wait(250)) {
    time = Math.max(time + 1, systemClock.now());
    const value = (await deployment()).status?.readyReplicas ?? 0;
    const sample = { metric: 'shop_ready', labels: { namespace, deployment: 'web' }, value, timestamp: time };
    await world.api.tocsin.sendMetrics({ body: { samples: [sample] } });
  }
}

/** The pods that there are crash from now on; others that take their place do not. */
async function breakPods(): Promise<void> {
  await cluster.rolledOut(namespace, 'web');
  for (const { metadata } of await cluster.pods(namespace)) {
    const name = metadata?.name ?? '';
    const pod = await cluster.core.readNamespacedPod({ namespace, name });
    const annotations = { ...pod.metadata?.annotations, [BROKEN]: 'crashing' };
    await cluster.core.replaceNamespacedPod({
      namespace,
      name,
      body: { ...pod, metadata: { ...pod.metadata, annotations } },
    });
  }
}

/** Which pods come up is decided by the template from now on. */
async function setTemplate(annotations: Record<string, string>): Promise<void> {
  const found = await deployment();
  const { spec } = found;
  if (spec === undefined) throw new Error('the Deployment says nothing of pods');
  const template = { ...spec.template, metadata: { ...spec.template.metadata, annotations } };
  await cluster.apps.replaceNamespacedDeployment({
    namespace,
    name: 'web',
    body: { ...found, spec: { ...spec, template } },
  });
}

const workload = { namespace: '{{ $labels.namespace }}', kind: 'Deployment', name: '{{ $labels.deployment }}' };
const playbook = (action: object, over: object) => ({
  name: 'Heal the shop',
  trigger: { matchers: [`alertname="${RULE}"`] },
  steps: [{ actions: [{ workload, ...action }] }],
  cooldown_ms: 0,
  ...over,
});
const ready = 'shop_ready{namespace="{{ $labels.namespace }}"} >= 3';

beforeAll(async () => {
  cluster = await KubernetesCluster.open(process.env.TOCSIN_TEST_KUBECONFIG);
  const kubeconfig = await cluster.healer('libs/adapters/kubernetes/roles.yaml', home);
  namespace = await cluster.namespace();
  await cluster.allowHealing(namespace);
  await cluster.create({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace, labels },
    spec: {
      replicas: 3,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'web:1' }] } },
    },
  });
  await cluster.rolledOut(namespace, 'web');
  const grant = `{ tenant: acme_main, targets: ['kubernetes/${namespace}/*'] }`;
  world = await HealingWorld.open({ TOCSIN_HEALING_KUBERNETES: kubeconfig }, `healing: { grants: [${grant}] }\n`);
  watching = watchShop();
  await world.ann.insist(201, 'POST', '/api/rules', {
    name: RULE,
    severity: 'CRITICAL',
    category: 'availability',
    conditions: [{ type: 'threshold', metric_path: 'current_metrics.shop_ready', operator: '<', threshold: 2 }],
  });
}, 300_000);

afterAll(async () => {
  isWatching = false;
  await watching;
  await world.close();
  rmSync(home, { recursive: true, force: true });
});

test('a Deployment breaks: alert, plan by a dry run of the server, approval, restart, ready again, verified, proved', async () => {
  const { ann, bob } = world;
  const restart = playbook({ kind: 'kubernetes_restart' }, { verification: { expr: ready, within_ms: 60_000 } });
  const { id } = dataOf<{ id: string }>(await ann.insist(201, 'POST', '/api/playbooks', restart));
  const generation = (await deployment()).metadata?.generation;
  await breakPods();
  const run = await world.newRun([]);
  expect([run.state, run.plan.steps[0]?.actions[0]?.effect]).toEqual([
    'awaiting_approval',
    expect.stringContaining(`Deployment ${namespace}/web`) as string,
  ]);
  // What is granted is listed, sick as it is, with the alert that names it.
  const name = `kubernetes/${namespace}/Deployment/web`;
  const listed = await world.api.dataUntil<{ name: string; health: string; alerts: string[] }[]>(
    '/api/healing-targets',
    (targets) => targets.some((one) => one.name === name && one.health !== 'healthy' && one.alerts.length === 1),
  );
  expect(listed.every((one) => one.name.startsWith(`kubernetes/${namespace}/`))).toBe(true);
  // The dry run has changed nothing.
  expect((await deployment()).metadata?.generation).toBe(generation);
  await bob.insist(200, 'POST', `/api/healing-runs/${run.id}/approve`, { plan_hash: run.plan_hash });
  await world.runUntil(run.id, ({ state }) => state === 'succeeded');
  await cluster.rolledOut(namespace, 'web');
  expect((await deployment()).metadata?.generation).toBe((generation ?? 0) + 1);
  await world.expectProved(run.id);
  await ann.insist(204, 'DELETE', `/api/playbooks/${id}`);
});

test('the fix is wrong: it is taken back, people are told, and beyond the budget nothing is tried', async () => {
  await world.untilWell(RULE);
  const { ann } = world;
  const known = await world.runs();
  const more = playbook(
    { kind: 'kubernetes_scale', replicas: 5 },
    {
      approval: { policy: 'none' },
      budget: { per_playbook: 1 },
      verification: { expr: ready, within_ms: 5_000 },
    },
  );
  const { id } = dataOf<{ id: string }>(await ann.insist(201, 'POST', '/api/playbooks', more));
  await breakPods();
  const { id: runId } = await world.newRun(known);
  const ended = await world.runUntil(runId, ({ state }) => state === 'rolled_back' || state === 'failed');
  expect([ended.state, await replicas()]).toEqual(['rolled_back', 3]);
  await world.untilTold('HealingDidNotHelp', runId);
  await world.expectProved(runId);
  // Somebody mends it, and it breaks again within the hour.
  await setTemplate({ mended: 'by hand' });
  await world.untilWell(RULE);
  await breakPods();
  await world.untilHeld(id, 'budget_of_playbook');
  expect([await replicas(), (await world.runs()).length]).toEqual([3, known.length + 1]);
});

test('what is not granted is not touched', async () => {
  await setTemplate({ mended: 'once more' });
  await world.untilWell(RULE);
  const other = { namespace: 'kube-system', kind: 'Deployment', name: 'web' };
  const elsewhere = playbook({ kind: 'kubernetes_restart', workload: other }, { approval: { policy: 'none' } });
  const { id } = dataOf<{ id: string }>(await world.ann.insist(201, 'POST', '/api/playbooks', elsewhere));
  await breakPods();
  await world.untilHeld(id, 'rehearsal');
});
