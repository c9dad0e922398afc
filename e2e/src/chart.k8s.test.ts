import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ChartSnapshot } from '@tocsin/testing/chart-snapshot';
import { goProgram } from '@tocsin/testing/go-program';
import { KubernetesCluster, until } from '@tocsin/testing/kubernetes-cluster';
import { KubernetesDryRun, type NamedObject } from '@tocsin/testing/kubernetes-dry-run';

jest.setTimeout(240_000);

const run = promisify(execFile);
const helm = goProgram('helm');
const kubeconfig = process.env.TOCSIN_TEST_KUBECONFIG;
const home = mkdtempSync(join(tmpdir(), 'tocsin-chart-k8s-'));
const restricted = {
  'pod-security.kubernetes.io/enforce': 'restricted',
  'pod-security.kubernetes.io/warn': 'restricted',
};
/** Kinds of operators; their own definitions are those of their projects, and here each takes any fields. */
const operators: readonly [group: string, version: string, kind: string][] = [
  ['monitoring.coreos.com', 'v1', 'ServiceMonitor'],
  ['monitoring.coreos.com', 'v1', 'PrometheusRule'],
  ['keda.sh', 'v1alpha1', 'ScaledObject'],
  ['keda.sh', 'v1alpha1', 'TriggerAuthentication'],
  ['kafka.strimzi.io', 'v1beta2', 'KafkaTopic'],
];
/** Where the sets of values have workloads to heal, and topics. */
const elsewhere = ['shop', 'stock', 'kafka'];
let cluster: KubernetesCluster;
let dryRun: KubernetesDryRun;

function definitionOf([group, version, kind]: (typeof operators)[number]): object {
  const plural = `${kind.toLowerCase()}s`;
  const anything = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  const openAPIV3Schema = { type: 'object', properties: { spec: anything } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { kind, plural, singular: kind.toLowerCase() },
      versions: [{ name: version, served: true, storage: true, schema: { openAPIV3Schema } }],
    },
  };
}

beforeAll(async () => {
  cluster = await KubernetesCluster.open(kubeconfig);
  dryRun = new KubernetesDryRun(kubeconfig ?? '');
  for (const operator of operators) await cluster.create(definitionOf(operator));
  for (const name of elsewhere) await cluster.core.createNamespace({ body: { metadata: { name } } });
  const namespace = await cluster.namespace();
  for (const [group, version, kind] of operators) {
    const object = { apiVersion: `${group}/${version}`, kind, metadata: { name: 'x' } };
    await until(`${kind} is known`, async () => ((await dryRun.apply(object, namespace)).status < 300 ? true : null));
  }
});

afterAll(() => rmSync(home, { recursive: true }));

const pod = (over: object): NamedObject & { spec: object } => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'pod' },
  spec: { containers: [{ name: 'x', image: 'x' }], ...over },
});

test('the server would refuse a pod that does not keep to the restricted standard, and a field that there is not', async () => {
  const namespace = await cluster.namespace(restricted);
  const lax = await dryRun.apply(pod({}), namespace);
  expect([lax.status, lax.message]).toEqual([403, expect.stringContaining('violates PodSecurity "restricted:latest"')]);
  const misspelt = await dryRun.apply(pod({ restartPolice: 'Never' }), namespace);
  expect([misspelt.status, misspelt.message]).toEqual([500, expect.stringContaining('restartPolice')]);
});

test.each(ChartSnapshot.all().map((snapshot) => [snapshot.name, snapshot] as const))(
  'the server takes all of %s without a warning, and each of its pods by the restricted standard',
  async (_name, snapshot) => {
    const namespace = await cluster.namespace(restricted);
    // Pods are admitted only where their accounts are.
    for (const object of snapshot.objects)
      if (object.kind === 'ServiceAccount')
        await cluster.create({ ...object, metadata: { ...object.metadata, namespace } });
    const pods = snapshot.pods().map(({ component, claims, template: { metadata, spec } }) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { ...metadata, name: `pod-of-${component}`, namespace },
      // As the controller of a StatefulSet puts its claims in.
      spec: { ...spec, volumes: [...spec.volumes, ...claims.map((name) => ({ name, emptyDir: {} }))] },
    }));
    expect(pods.length).toBeGreaterThan(1);
    for (const object of [...snapshot.objects, ...pods]) {
      const answer = await dryRun.apply(object, namespace);
      expect({ kind: object.kind, name: object.metadata.name, ...answer }).toMatchObject({ message: '', warnings: [] });
    }
  },
);

if (helm.kind === 'missing') test.todo(`an installation by helm: left out, because ${helm.reason}`);
else {
  const act = (...args: string[]): Promise<{ stdout: string; stderr: string }> =>
    run(helm.path, args, { env: { ...process.env, KUBECONFIG: kubeconfig, HOME: home } });

  test('helm installs, upgrades, rolls back, tests and takes away, in a namespace that enforces the restricted standard', async () => {
    const namespace = await cluster.namespace(restricted);
    await cluster.offerVolumes(3);
    const common = ['--namespace', namespace, '--wait', '--timeout', '3m'];
    const values = ['helm/tocsin', '--values', 'helm/tocsin/ci/services-healing.yaml'];
    const gateways = async (): Promise<number | undefined> =>
      (await cluster.rolledOut(namespace, 'tocsin-gateway')).status?.readyReplicas;
    const { stdout } = await act('install', 'tocsin', ...values, ...common);
    expect(stdout).toContain('STATUS: deployed');
    expect(await gateways()).toBe(3);

    const pods = await cluster.pods(namespace);
    const components = pods.map(({ metadata }) => metadata?.labels?.['app.kubernetes.io/component'] ?? '');
    expect([...new Set(components)].toSorted()).toEqual([
      'auto-healing', 'compliance', 'evaluation', 'gateway', 'history', 'ml-prediction', 'notification',
      'rule-management', 'self-monitoring',
    ]); // prettier-ignore
    // Only healing holds a token, and may do with it what its role says where it says so.
    const holders = pods.flatMap(({ metadata, spec }) => {
      const holds = spec?.volumes?.some(({ projected }) => projected?.sources?.some((one) => one.serviceAccountToken));
      return holds === true ? [metadata?.labels?.['app.kubernetes.io/component']] : [];
    });
    expect(holders).toEqual(['auto-healing']);
    const user = `system:serviceaccount:${namespace}:tocsin-auto-healing`;
    const patches = (where: string, resource = 'deployments'): Promise<boolean> =>
      cluster.mayPatch(user, { namespace: where, group: 'apps', resource });
    await until('the healer has its role', async () => ((await patches('shop')) ? true : null));
    expect([await patches('stock'), await patches('kafka'), await patches(namespace)]).toEqual([true, false, false]);

    await act('upgrade', 'tocsin', ...values, '--set', 'gateway.replicas=4', ...common);
    expect(await gateways()).toBe(4);
    await act('rollback', 'tocsin', '1', ...common);
    expect(await gateways()).toBe(3);
    const tested = await act('test', 'tocsin', '--namespace', namespace, '--timeout', '1m');
    expect(tested.stdout).toMatch(/TEST SUITE: +tocsin-test\n[^]*Phase: +Succeeded/);

    await act('uninstall', 'tocsin', ...common);
    await until('no pod is left', async () => ((await cluster.pods(namespace)).length === 0 ? true : null));
    const left = await Promise.all([
      cluster.apps.listNamespacedDeployment({ namespace }).then(({ items }) => items),
      cluster.apps.listNamespacedStatefulSet({ namespace }).then(({ items }) => items),
      cluster.core.listNamespacedService({ namespace }).then(({ items }) => items),
      cluster.batch.listNamespacedJob({ namespace }).then(({ items }) => items),
    ]);
    expect(left.map(({ length }) => length)).toEqual([0, 0, 0, 0]);
    // Samples and models are whoever's they are to delete.
    const { items: claims } = await cluster.core.listNamespacedPersistentVolumeClaim({ namespace });
    expect(claims).toHaveLength(3);
  });

  test('an upgrade that helm refuses leaves what runs alone', async () => {
    const namespace = await cluster.namespace(restricted);
    const values = ['helm/tocsin', '--values', 'helm/tocsin/ci/all-in-one-ephemeral.yaml'];
    await act('install', 'tocsin', ...values, '--namespace', namespace, '--wait', '--timeout', '2m');
    const upgrade = act('upgrade', 'tocsin', ...values, '--set', 'replicaCount=2', '--namespace', namespace);
    await expect(upgrade).rejects.toMatchObject({ stderr: expect.stringContaining('see gateway.replicas') as string });
    const [pod] = await cluster.pods(namespace);
    expect([pod?.metadata?.name, pod?.status?.phase]).toEqual(['tocsin-all-in-one-0', 'Running']);
  });
}
