import type { V1Node, V1Pod } from '@kubernetes/client-node';
import type { Workload } from '@tocsin/domain/healing/action';
import type { HealingTarget } from '@tocsin/domain/healing/target';
import type { Inventory, TargetInventory } from '@tocsin/ports/target-inventory';
import type { Answer, ClusterApi } from './cluster-api.js';
import { groupOf } from './group.js';
import type { WorkloadObject } from './objects.js';
import { controllerOf } from './owner.js';

type Listed<T> = Answer<{ readonly items: readonly T[]; readonly isCut: boolean }>;

/** The workloads and nodes of a cluster, with their pods and their health. */
export class KubernetesOrchestrator implements TargetInventory {
  /** @param namespaces - those to look into, each by a right of its own; null for all by a right to all */
  constructor(
    private readonly api: ClusterApi,
    private readonly namespaces: readonly string[] | null,
  ) {}

  async list(signal: AbortSignal): Promise<Inventory> {
    const nodes = await this.api.list({ what: 'the nodes of the cluster', signal }, (page, options) =>
      this.api.core.listNode(page, options),
    );
    // Nodes are a right of their own, which need not be given.
    const areKept = nodes.kind === 'refused' && nodes.status === 403;
    if (nodes.kind !== 'ok' && !areKept) return { kind: 'unreachable', reason: nodes.reason };
    const targets: HealingTarget[] = nodes.kind === 'ok' ? nodes.value.items.map(nodeTarget) : [];
    let isCut = nodes.kind === 'ok' && nodes.value.isCut;
    for (const namespace of this.namespaces ?? [null]) {
      const found = await this.#workloadsIn(namespace, signal);
      if (found.kind !== 'ok') return { kind: 'unreachable', reason: found.reason };
      for (const target of found.value.items) targets.push(target);
      isCut ||= found.value.isCut;
    }
    return { kind: 'listed', targets, isCut };
  }

  async #workloadsIn(namespace: string | null, signal: AbortSignal): Promise<Listed<HealingTarget>> {
    const { apps, core } = this.api;
    const where = namespace === null ? 'all namespaces' : `namespace ${namespace}`;
    const asking = { what: `the workloads of ${where}`, signal };
    const pods = await this.api.list({ what: `the pods of ${where}`, signal }, (page, options) =>
      namespace === null
        ? core.listPodForAllNamespaces(page, options)
        : core.listNamespacedPod({ namespace, ...page }, options),
    );
    if (pods.kind !== 'ok') return pods;
    const sets = await this.api.list({ what: `the ReplicaSets of ${where}`, signal }, (page, options) =>
      namespace === null
        ? apps.listReplicaSetForAllNamespaces(page, options)
        : apps.listNamespacedReplicaSet({ namespace, ...page }, options),
    );
    if (sets.kind !== 'ok') return sets;
    const deploymentOfSet = new Map(
      sets.value.items.map(({ metadata }) => [metadata?.uid, controllerOf(metadata)?.uid]),
    );
    const podsByOwner = Map.groupBy(pods.value.items, ({ metadata }) => {
      const owner = controllerOf(metadata)?.uid;
      return deploymentOfSet.get(owner) ?? owner;
    });
    const lists: readonly [Workload['kind'], () => Promise<Listed<WorkloadObject>>][] = [
      [
        'Deployment',
        () =>
          this.api.list(asking, (page, options) =>
            namespace === null
              ? apps.listDeploymentForAllNamespaces(page, options)
              : apps.listNamespacedDeployment({ namespace, ...page }, options),
          ),
      ],
      [
        'StatefulSet',
        () =>
          this.api.list(asking, (page, options) =>
            namespace === null
              ? apps.listStatefulSetForAllNamespaces(page, options)
              : apps.listNamespacedStatefulSet({ namespace, ...page }, options),
          ),
      ],
      [
        'DaemonSet',
        () =>
          this.api.list(asking, (page, options) =>
            namespace === null
              ? apps.listDaemonSetForAllNamespaces(page, options)
              : apps.listNamespacedDaemonSet({ namespace, ...page }, options),
          ),
      ],
    ];
    const items: HealingTarget[] = [];
    let isCut = pods.value.isCut || sets.value.isCut;
    for (const [kind, list] of lists) {
      const workloads = await list();
      if (workloads.kind !== 'ok') return workloads;
      for (const workload of workloads.value.items)
        items.push(workloadTarget(kind, workload, podsByOwner.get(workload.metadata?.uid) ?? []));
      isCut ||= workloads.value.isCut;
    }
    return { kind: 'ok', value: { items, isCut } };
  }
}

function workloadTarget(
  kind: Workload['kind'],
  { metadata, ...rest }: WorkloadObject,
  pods: readonly V1Pod[],
): HealingTarget {
  const { total: desired, healthy: ready } = groupOf(kind, { metadata: metadata ?? {}, ...rest } as WorkloadObject);
  return {
    subject: {
      kind: 'workload',
      workload: { namespace: metadata?.namespace ?? '', kind, name: metadata?.name ?? '' },
    },
    labels: metadata?.labels ?? {},
    members: pods.map((pod) => pod.metadata?.name ?? ''),
    desired,
    ready,
    health: ready >= desired ? 'healthy' : ready === 0 ? 'down' : 'degraded',
    why: ready >= desired ? null : `${ready} of ${desired} pods are ready${troubleOf(pods)}`,
  };
}

/** Why containers wait or were stopped, each reason once: `CrashLoopBackOff`, `ImagePullBackOff`, `OOMKilled`. */
function troubleOf(pods: readonly V1Pod[]): string {
  const reasons = pods.flatMap(({ status }) =>
    (status?.containerStatuses ?? []).flatMap(({ ready, state, lastState }) =>
      ready ? [] : [state?.waiting?.reason ?? state?.terminated?.reason ?? lastState?.terminated?.reason ?? []].flat(),
    ),
  );
  return reasons.length === 0 ? '' : `: ${[...new Set(reasons)].toSorted().join(', ')}`;
}

function nodeTarget({ metadata, status, spec }: V1Node): HealingTarget {
  const condition = status?.conditions?.find(({ type }) => type === 'Ready');
  const isReady = condition?.status === 'True';
  const isOpen = spec?.unschedulable !== true;
  return {
    subject: { kind: 'node', name: metadata?.name ?? '' },
    labels: metadata?.labels ?? {},
    members: [],
    desired: 1,
    ready: isReady ? 1 : 0,
    health: !isReady ? 'down' : isOpen ? 'healthy' : 'degraded',
    why: !isReady ? `not ready: ${condition?.reason ?? 'it says nothing'}` : isOpen ? null : 'takes no new pods',
  };
}
