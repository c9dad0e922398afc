import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HealingAction, Workload } from '@tocsin/domain/healing/action';
import { describeActionExecutor } from '@tocsin/ports/action-executor.contract';
import { KubernetesCluster, until } from '@tocsin/testing/kubernetes-cluster';
import { ClusterApi } from './cluster-api.js';
import { KubernetesExecutor } from './kubernetes-executor.js';
import { KubernetesOrchestrator } from './kubernetes-orchestrator.js';

jest.setTimeout(120_000);

const home = mkdtempSync(join(tmpdir(), 'tocsin-healer-'));
const live = new AbortController().signal;
let cluster: KubernetesCluster;
let api: ClusterApi;
let executor: KubernetesExecutor;

beforeAll(async () => {
  cluster = await KubernetesCluster.open(process.env.TOCSIN_TEST_KUBECONFIG);
  api = await ClusterApi.open({ kubeconfig: await cluster.healer('libs/adapters/kubernetes/roles.yaml', home) });
  executor = new KubernetesExecutor(api);
}, 300_000);
afterAll(() => rmSync(home, { recursive: true, force: true }));

const labels = { app: 'web' };
function podTemplate(image: string) {
  const resources = { limits: { memory: '64Mi' } };
  return {
    metadata: { labels, annotations: {} },
    spec: { terminationGracePeriodSeconds: 1, containers: [{ name: 'web', image, resources }] },
  };
}

/** A namespace that may be healed, with a Deployment in it whose pods are ready. */
async function namespaceWithWeb(replicas = 3): Promise<string> {
  const namespace = await cluster.namespace();
  await cluster.allowHealing(namespace);
  await cluster.create({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace, labels },
    spec: { replicas, selector: { matchLabels: labels }, template: podTemplate('web:1') },
  });
  await cluster.rolledOut(namespace, 'web');
  await until('the role is known', async () => {
    const asked = await executor.rehearse({ kind: 'kubernetes_restart', workload: webIn(namespace) }, live);
    return asked.kind === 'feasible' ? asked : null;
  });
  return namespace;
}

async function setImage(namespace: string, image: string): Promise<void> {
  const deployment = await cluster.apps.readNamespacedDeployment({ namespace, name: 'web' });
  const [container] = deployment.spec?.template.spec?.containers ?? [];
  if (container !== undefined) container.image = image;
  await cluster.apps.replaceNamespacedDeployment({ namespace, name: 'web', body: deployment });
  await cluster.rolledOut(namespace, 'web');
}

const webIn = (namespace: string): Workload => ({ namespace, kind: 'Deployment', name: 'web' });
const generation = async (namespace: string) =>
  (await cluster.apps.readNamespacedDeployment({ namespace, name: 'web' })).metadata?.generation ?? 0;
const specOf = async (namespace: string) =>
  (await cluster.apps.readNamespacedDeployment({ namespace, name: 'web' })).spec;

/** An action on the Deployment of a new namespace; each change of its specification counts as an effect. */
async function onWeb(actionOn: (workload: Workload) => HealingAction, undoable: boolean, image?: string) {
  const namespace = await namespaceWithWeb();
  if (image !== undefined) await setImage(namespace, image);
  const before = await generation(namespace);
  return {
    executor,
    action: actionOn(webIn(namespace)),
    missing: {
      action: actionOn({ ...webIn(namespace), name: 'gone' }),
      where: `Deployment ${namespace}/gone is not in ${api.server}`,
    },
    tells: 'all' as const,
    undoable,
    effects: async () => (await generation(namespace)) - before,
    state: () => specOf(namespace),
    close: async () => undefined,
  };
}

const patch = {
  spec: { template: { spec: { containers: [{ name: 'web', resources: { limits: { memory: '128Mi', cpu: '2' } } }] } } },
};

const worlds = {
  kubernetes_restart: () => onWeb((workload) => ({ kind: 'kubernetes_restart', workload }), false),
  kubernetes_scale: () => onWeb((workload) => ({ kind: 'kubernetes_scale', workload, replicas: 5 }), true),
  kubernetes_roll_back: () => onWeb((workload) => ({ kind: 'kubernetes_roll_back', workload }), true, 'web:2'),
  kubernetes_patch: () => onWeb((workload) => ({ kind: 'kubernetes_patch', workload, patch }), true),
  kubernetes_cordon: async () => {
    const isClosed = async () => (await cluster.core.readNode({ name: 'node-3' })).spec?.unschedulable === true;
    return {
      executor,
      action: { kind: 'kubernetes_cordon', node: { name: 'node-3' } } as const,
      missing: {
        action: { kind: 'kubernetes_cordon', node: { name: 'gone' } } as const,
        where: `Node gone is not in ${api.server}`,
      },
      tells: 'all' as const,
      undoable: true,
      effects: async () => Number(await isClosed()),
      state: isClosed,
      // Its kubelet writes to it, too, so that a replacement may come too late.
      close: () =>
        until('node-3 is as it was', async () => {
          const node = await cluster.core.readNode({ name: 'node-3' });
          const annotations = { ...node.metadata?.annotations };
          delete annotations['healing.tocsin.dev/keys'];
          const spec = { ...node.spec, unschedulable: false };
          const body = { ...node, metadata: { ...node.metadata, annotations }, spec };
          return cluster.core.replaceNode({ name: 'node-3', body }).then(
            () => undefined,
            () => null,
          );
        }),
    };
  },
  kubernetes_evict: async () => {
    const namespace = await namespaceWithWeb();
    const first = await cluster.pods(namespace);
    const evicted = (name: string) => ({ kind: 'kubernetes_evict', pod: { namespace, name } }) as const;
    /** Pods of the beginning that are no more, or on their way out. */
    const gone = async () => {
      const now = await cluster.pods(namespace);
      const stays = (uid: string | undefined) =>
        now.some(({ metadata }) => metadata?.uid === uid && metadata?.deletionTimestamp === undefined);
      return first.filter(({ metadata }) => !stays(metadata?.uid)).length;
    };
    return {
      executor,
      action: evicted(first[0]?.metadata?.name ?? ''),
      missing: { action: evicted('gone'), where: `Pod ${namespace}/gone is not in ${api.server}` },
      tells: 'all' as const,
      undoable: false,
      effects: gone,
      state: gone,
      close: async () => undefined,
    };
  },
  kubernetes_job: async () => {
    const namespace = await namespaceWithWeb();
    const template = { spec: { restartPolicy: 'Never', containers: [{ name: 'tidy', image: 'tidy:1' }] } };
    await cluster.create({
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name: 'tidy', namespace },
      spec: {
        schedule: '0 0 1 1 *',
        suspend: true,
        jobTemplate: { metadata: { labels: { app: 'tidy' } }, spec: { ttlSecondsAfterFinished: 0, template } },
      },
    });
    const jobs = async () => (await cluster.batch.listNamespacedJob({ namespace })).items.length;
    return {
      executor,
      action: { kind: 'kubernetes_job', namespace, cron_job: 'tidy' } as const,
      missing: {
        action: { kind: 'kubernetes_job', namespace, cron_job: 'gone' } as const,
        where: `CronJob ${namespace}/gone is not in ${api.server}`,
      },
      tells: 'all' as const,
      undoable: false,
      effects: jobs,
      state: jobs,
      close: async () => undefined,
    };
  },
};

describeActionExecutor('Kubernetes', Object.keys(worlds) as HealingAction['kind'][], (kind) =>
  worlds[kind as keyof typeof worlds](),
);

describe('a restart', () => {
  it('replaces every pod, and another key replaces them again', async () => {
    const namespace = await namespaceWithWeb();
    const restart = { kind: 'kubernetes_restart', workload: webIn(namespace) } as const;
    const uids = async () => (await cluster.pods(namespace)).map(({ metadata }) => metadata?.uid);
    const seen = [await uids()];
    for (const key of ['run-1', 'run-2', 'run-1']) {
      expect(await executor.perform(restart, key, live)).toMatchObject({ kind: 'done' });
      await cluster.rolledOut(namespace, 'web');
      seen.push(await uids());
    }
    const [first, second, third, last] = seen;
    expect(new Set([...(first ?? []), ...(second ?? []), ...(third ?? [])]).size).toBe(9);
    expect(new Set(last)).toEqual(new Set(third));
  });

  it('is asked for ten times at once under one key, and there is one', async () => {
    const namespace = await namespaceWithWeb();
    const before = await generation(namespace);
    const restart = { kind: 'kubernetes_restart', workload: webIn(namespace) } as const;
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => executor.perform(restart, 'run-1', live)));
    expect(outcomes.filter(({ kind }) => kind === 'done').length).toBeGreaterThan(0);
    expect(await generation(namespace)).toBe(before + 1);
  });

  it('mends a Deployment whose pods crash, and the inventory sees both', async () => {
    const namespace = await namespaceWithWeb(2);
    const inventory = new KubernetesOrchestrator(api, [namespace]);
    const web = async () => {
      const found = await inventory.list(live);
      if (found.kind !== 'listed') throw new Error(found.reason);
      return found.targets.find(({ subject }) => subject.kind === 'workload');
    };
    expect(await web()).toMatchObject({ labels, desired: 2, ready: 2, health: 'healthy', why: null });
    for (const { metadata } of await cluster.pods(namespace)) {
      const pod = await cluster.core.readNamespacedPod({ namespace, name: metadata?.name ?? '' });
      const annotations = { ...pod.metadata?.annotations, 'tocsin.test/pod': 'crashing' };
      const body = { ...pod, metadata: { ...pod.metadata, annotations } };
      await cluster.core.replaceNamespacedPod({ namespace, name: metadata?.name ?? '', body });
    }
    const broken = await until('it is down', async () => {
      const now = await web();
      return now?.health === 'down' ? now : null;
    });
    expect(broken.why).toBe('0 of 2 pods are ready: CrashLoopBackOff');
    expect(broken.members).toHaveLength(2);
    const restart = { kind: 'kubernetes_restart', workload: webIn(namespace) } as const;
    const rehearsal = await executor.rehearse(restart, live);
    expect(rehearsal).toMatchObject({ kind: 'feasible', group: { healthy: 0, total: 2, touched: 0 } });
    expect(await executor.perform(restart, 'run-1', live)).toMatchObject({ kind: 'done' });
    await cluster.rolledOut(namespace, 'web');
    expect(await web()).toMatchObject({ ready: 2, health: 'healthy' });
  });

  it('of a workload that waits for somebody to delete its pods is refused', async () => {
    const namespace = await namespaceWithWeb(1);
    await cluster.create({
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: { name: 'agent', namespace },
      spec: {
        selector: { matchLabels: { app: 'agent' } },
        updateStrategy: { type: 'OnDelete' },
        template: {
          metadata: { labels: { app: 'agent' } },
          spec: { containers: [{ name: 'agent', image: 'agent:1' }] },
        },
      },
    });
    const workload = { namespace, kind: 'DaemonSet', name: 'agent' } as const;
    const onDelete = { kind: 'refused', reason: expect.stringContaining('OnDelete') };
    expect(await executor.rehearse({ kind: 'kubernetes_restart', workload }, live)).toMatchObject(onDelete);
    expect(await executor.perform({ kind: 'kubernetes_scale', workload, replicas: 2 }, 'k', live)).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('cannot be scaled'),
    });
  });
});

describe('a roll-back', () => {
  it('gives back the image of before, and of a StatefulSet too', async () => {
    const namespace = await namespaceWithWeb();
    await setImage(namespace, 'web:2');
    const rollBack = { kind: 'kubernetes_roll_back', workload: webIn(namespace) } as const;
    const rehearsal = await executor.rehearse(rollBack, live);
    expect(rehearsal).toMatchObject({ kind: 'feasible', effect: expect.stringMatching(/web:2.*→.*web:1/) });
    await executor.perform(rollBack, 'run-1', live);
    expect((await cluster.rolledOut(namespace, 'web')).spec?.template.spec?.containers[0]?.image).toBe('web:1');

    await cluster.create({
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 'store', namespace },
      spec: { serviceName: 'store', replicas: 1, selector: { matchLabels: labels }, template: podTemplate('store:1') },
    });
    const store = () => cluster.apps.readNamespacedStatefulSet({ namespace, name: 'store' });
    const isCurrent = async () => {
      const { status } = await store();
      return status?.updateRevision === undefined || status.readyReplicas !== 1 ? null : status.updateRevision;
    };
    const first = await until('its first revision', isCurrent);
    const found = await store();
    found.spec?.template.spec?.containers.forEach((container) => void (container.image = 'store:2'));
    await cluster.apps.replaceNamespacedStatefulSet({ namespace, name: 'store', body: found });
    await until('its second revision', async () => ((await isCurrent()) === first ? null : true));
    const workload = { namespace, kind: 'StatefulSet', name: 'store' } as const;
    expect(await executor.perform({ kind: 'kubernetes_roll_back', workload }, 'run-2', live)).toMatchObject({
      kind: 'done',
      effect: expect.stringMatching(/store:2.*→.*store:1/),
    });
    expect((await store()).spec?.template.spec?.containers[0]?.image).toBe('store:1');
  });

  it('is refused where there is nothing to go back to', async () => {
    const namespace = await namespaceWithWeb(1);
    const rollBack = { kind: 'kubernetes_roll_back', workload: webIn(namespace) } as const;
    const nothing = { kind: 'refused', reason: expect.stringContaining('has had no other template') };
    expect(await executor.rehearse(rollBack, live)).toMatchObject(nothing);
    expect(await executor.perform(rollBack, 'k', live)).toMatchObject(nothing);
  });
});

describe('an eviction', () => {
  const evictFirst = async (namespace: string) => {
    const [pod] = await cluster.pods(namespace);
    return { kind: 'kubernetes_evict', pod: { namespace, name: pod?.metadata?.name ?? '' } } as const;
  };
  const budget = (namespace: string, minAvailable: number) =>
    cluster.create({
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'web', namespace },
      spec: { minAvailable, selector: { matchLabels: labels } },
    });

  it('that a PodDisruptionBudget has no room for is refused, and may be asked for later', async () => {
    const namespace = await namespaceWithWeb(2);
    await budget(namespace, 2);
    const action = await evictFirst(namespace);
    const rehearsed = await executor.rehearse(action, live);
    expect(rehearsed).toMatchObject({ kind: 'refused', reason: expect.stringContaining('disruption budget') });
    const outcome = await executor.perform(action, 'run-1', live);
    expect(outcome).toMatchObject({ kind: 'refused', mayHelp: true, reason: expect.stringContaining('429') });
    expect(await executor.inquire(action, 'run-1', live)).toEqual({ kind: 'not_done' });
    expect(await cluster.pods(namespace)).toHaveLength(2);
  });

  it('that has room goes through, once more after a refusal, and the pod is replaced', async () => {
    const namespace = await namespaceWithWeb(3);
    await budget(namespace, 2);
    const action = await evictFirst(namespace);
    await until('the budget has room', async () => {
      const rehearsal = await executor.rehearse(action, live);
      return rehearsal.kind === 'feasible' ? rehearsal : null;
    });
    expect(await executor.perform(action, 'run-1', live)).toMatchObject({ kind: 'done' });
    await until('the pod is gone', async () => {
      const names = (await cluster.pods(namespace)).map(({ metadata }) => metadata?.name);
      return names.includes(action.pod.name) ? null : names;
    });
    await cluster.rolledOut(namespace, 'web');
    expect(await executor.inquire(action, 'run-1', live)).toEqual({ kind: 'done' });
    expect(await executor.perform(action, 'run-1', live)).toMatchObject({ kind: 'done' });
    expect(await cluster.pods(namespace)).toHaveLength(3);
  });

  it('of a StatefulSet’s pod does not take the one of the same name that came after it', async () => {
    const namespace = await namespaceWithWeb(1);
    await cluster.create({
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 'store', namespace },
      spec: {
        serviceName: 'store',
        replicas: 1,
        selector: { matchLabels: { app: 'store' } },
        template: {
          metadata: { labels: { app: 'store' } },
          spec: { containers: [{ name: 'store', image: 'store:1' }] },
        },
      },
    });
    const uid = (not: string | undefined) =>
      until('store-0 is there', async () => {
        const pod = (await cluster.pods(namespace)).find(({ metadata }) => metadata?.name === 'store-0');
        const isReady = pod?.status?.phase === 'Running' && pod.metadata?.deletionTimestamp === undefined;
        return isReady && pod.metadata?.uid !== not ? (pod.metadata?.uid ?? null) : null;
      });
    const action = { kind: 'kubernetes_evict', pod: { namespace, name: 'store-0' } } as const;
    const first = await uid(undefined);
    expect(await executor.perform(action, 'run-1', live)).toMatchObject({ kind: 'done' });
    const second = await uid(first);
    expect(await executor.perform(action, 'run-1', live)).toMatchObject({ kind: 'done' });
    expect(await executor.inquire(action, 'run-1', live)).toEqual({ kind: 'done' });
    expect(await uid(undefined)).toBe(second);
  });

  it('of a pod that nothing would replace is refused', async () => {
    const namespace = await namespaceWithWeb(1);
    const { spec } = podTemplate('alone:1');
    await cluster.create({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'alone', namespace }, spec });
    const action = { kind: 'kubernetes_evict', pod: { namespace, name: 'alone' } } as const;
    const refused = { kind: 'refused', reason: expect.stringContaining('nothing would put another in its place') };
    expect(await executor.rehearse(action, live)).toMatchObject(refused);
    expect(await executor.perform(action, 'k', live)).toMatchObject(refused);
  });
});

describe('a job', () => {
  it('runs what its CronJob would, and stays as a trace though the CronJob clears up at once', async () => {
    const { action } = await worlds.kubernetes_job();
    await executor.perform(action, 'run-1', live);
    const job = await until('the Job has ended', async () => {
      const [found] = (await cluster.batch.listNamespacedJob({ namespace: action.namespace })).items;
      return (found?.status?.succeeded ?? 0) > 0 ? (found ?? null) : null;
    });
    expect(job).toMatchObject({
      metadata: { labels: { app: 'tidy' }, annotations: { 'healing.tocsin.dev/keys': 'run-1' } },
      spec: { ttlSecondsAfterFinished: 86_400 },
    });
    expect(await executor.perform(action, 'run-1', live)).toMatchObject({ kind: 'done' });
    expect((await cluster.batch.listNamespacedJob({ namespace: action.namespace })).items).toHaveLength(1);
  });
});

describe('an undoing of a scale', () => {
  it('is refused when somebody else has scaled since', async () => {
    const namespace = await namespaceWithWeb(2);
    const action = { kind: 'kubernetes_scale', workload: webIn(namespace), replicas: 3 } as const;
    await executor.perform(action, 'run-1', live);
    const deployment = await cluster.rolledOut(namespace, 'web');
    await cluster.apps.replaceNamespacedDeployment({
      namespace,
      name: 'web',
      body: { ...deployment, spec: { ...deployment.spec, replicas: 4 } as typeof deployment.spec & object },
    });
    expect(await executor.undo(action, { replicas: 2 }, 'undo-1', live)).toMatchObject({
      kind: 'refused',
      mayHelp: false,
      reason: expect.stringContaining('has 4 replicas and not the 3'),
    });
  });
});

describe('a patch', () => {
  it.each<[string, Record<string, unknown>, string]>([
    [
      'another image',
      { spec: { template: { spec: { containers: [{ name: 'web', image: 'evil:1' }] } } } },
      'containers/web/image',
    ],
    ['a service account', { spec: { template: { spec: { serviceAccountName: 'admin' } } } }, 'serviceAccountName'],
    [
      'a new container',
      { spec: { template: { spec: { containers: [{ name: 'side', resources: { limits: { cpu: '1' } } }] } } } },
      'no container side',
    ],
    ['replicas', { spec: { replicas: 0 } }, 'kubernetes_scale does'],
  ])('that sets %s is refused, in rehearsal and for real', async (_name, forbidden, words) => {
    const namespace = await namespaceWithWeb(1);
    const before = await specOf(namespace);
    const action = { kind: 'kubernetes_patch', workload: webIn(namespace), patch: forbidden as never } as const;
    const refused = { kind: 'refused', reason: expect.stringContaining(words) };
    expect(await executor.rehearse(action, live)).toMatchObject(refused);
    expect(await executor.perform(action, 'k', live)).toMatchObject(refused);
    expect(await specOf(namespace)).toEqual(before);
  });

  it('that the cluster finds wrong is refused in the dry run', async () => {
    const namespace = await namespaceWithWeb(1);
    const action = {
      kind: 'kubernetes_patch',
      workload: webIn(namespace),
      patch: { spec: { minReadySeconds: -1 } },
    } as const;
    expect(await executor.rehearse(action, live)).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(/in a dry run.*minReadySeconds/),
    });
  });
});

describe('a cluster that allows less', () => {
  it('refuses a namespace without the role, and says so', async () => {
    const namespace = await cluster.namespace();
    const action = { kind: 'kubernetes_restart', workload: webIn(namespace) } as const;
    const forbidden = expect.stringContaining('the role of this platform in the cluster does not allow it');
    expect(await executor.rehearse(action, live)).toMatchObject({ kind: 'refused', reason: forbidden });
    expect(await executor.perform(action, 'k', live)).toMatchObject({
      kind: 'refused',
      reason: forbidden,
      mayHelp: false,
    });
    expect(await executor.inquire(action, 'k', live)).toMatchObject({ kind: 'unknown', reason: forbidden });
    const all = new KubernetesOrchestrator(api, null);
    expect(await all.list(live)).toMatchObject({ kind: 'unreachable', reason: forbidden });
  });

  it('lets the healer do no more than its role says', async () => {
    const namespace = await namespaceWithWeb(1);
    const asked = [
      api.ask({ what: 'secrets', signal: live, writes: false }, (options) =>
        api.core.listNamespacedSecret({ namespace }, options),
      ),
      api.ask({ what: 'a pod', signal: live, writes: true }, (options) =>
        api.core.deleteCollectionNamespacedPod({ namespace }, options),
      ),
      api.ask({ what: 'a deployment', signal: live, writes: true }, (options) =>
        api.apps.deleteNamespacedDeployment({ namespace, name: 'web' }, options),
      ),
      api.ask({ what: 'config', signal: live, writes: false }, (options) =>
        api.core.listNamespacedConfigMap({ namespace }, options),
      ),
    ];
    for (const answer of await Promise.all(asked)) expect(answer).toMatchObject({ kind: 'refused', status: 403 });
  });
});

it('the inventory has the nodes, too', async () => {
  const found = await new KubernetesOrchestrator(api, [await namespaceWithWeb(1)]).list(live);
  if (found.kind !== 'listed') throw new Error(found.reason);
  const nodes = found.targets.filter(({ subject }) => subject.kind === 'node');
  expect(nodes.map(({ health }) => health)).toEqual(['healthy', 'healthy', 'healthy']);
  expect(found.isCut).toBe(false);
});
