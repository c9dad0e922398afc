import type { V1ObjectMeta, V1Pod } from '@kubernetes/client-node';
import type { Workload } from '@tocsin/domain/healing/action';
import type { Answer, ClusterApi } from './cluster-api.js';

const kinds = new Set(['StatefulSet', 'DaemonSet']);

/** The workload that puts another pod in the place of this one; null where there is none that we know. */
export async function ownerOf(api: ClusterApi, pod: V1Pod, signal: AbortSignal): Promise<Answer<Workload | null>> {
  const namespace = pod.metadata?.namespace ?? '';
  const owner = controllerOf(pod.metadata);
  if (owner === undefined) return { kind: 'ok', value: null };
  if (kinds.has(owner.kind))
    return { kind: 'ok', value: { namespace, kind: owner.kind as Workload['kind'], name: owner.name } };
  if (owner.kind !== 'ReplicaSet') return { kind: 'ok', value: null };
  const what = `ReplicaSet ${namespace}/${owner.name}`;
  const set = await api.ask({ what, signal, writes: false }, (options) =>
    api.apps.readNamespacedReplicaSet({ namespace, name: owner.name }, options),
  );
  if (set.kind !== 'ok') return set;
  const above = controllerOf(set.value.metadata);
  return {
    kind: 'ok',
    value: above?.kind === 'Deployment' ? { namespace, kind: 'Deployment', name: above.name } : null,
  };
}

export function controllerOf(
  metadata: V1ObjectMeta | undefined,
): { kind: string; name: string; uid: string } | undefined {
  return metadata?.ownerReferences?.find(({ controller }) => controller === true);
}
