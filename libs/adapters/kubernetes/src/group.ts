import type { IntOrString, V1DaemonSet, V1Deployment, V1StatefulSet } from '@kubernetes/client-node';
import type { Workload } from '@tocsin/domain/healing/action';
import type { WorkloadObject } from './objects.js';

export interface Group {
  readonly healthy: number;
  readonly total: number;
}

/** How many pods a workload wants, and how many of these are ready. */
export function groupOf(kind: Workload['kind'], workload: WorkloadObject): Group {
  if (kind === 'DaemonSet') {
    const { desiredNumberScheduled = 0, numberReady = 0 } = (workload as V1DaemonSet).status ?? {};
    return { total: desiredNumberScheduled, healthy: Math.min(numberReady, desiredNumberScheduled) };
  }
  const { spec, status } = workload as V1Deployment | V1StatefulSet;
  const total = spec?.replicas ?? 1;
  return { total, healthy: Math.min(status?.readyReplicas ?? 0, total) };
}

/**
 * How many healthy pods a new template takes away at once. A Deployment counts its broken pods among those that may be
 * away; the others replace pods in an order of their own, broken or not.
 */
export function takenAtOnce(kind: Workload['kind'], workload: WorkloadObject): number {
  const { total, healthy } = groupOf(kind, workload);
  if (kind !== 'Deployment') {
    const { rollingUpdate } = (workload as V1StatefulSet | V1DaemonSet).spec?.updateStrategy ?? {};
    return Math.min(healthy, countOf(rollingUpdate?.maxUnavailable ?? 1, total, Math.ceil));
  }
  const { type, rollingUpdate } = (workload as V1Deployment).spec?.strategy ?? {};
  if (type === 'Recreate') return healthy;
  const surge = countOf(rollingUpdate?.maxSurge ?? '25%', total, Math.ceil);
  const unavailable = countOf(rollingUpdate?.maxUnavailable ?? '25%', total, Math.floor);
  const away = surge === 0 && unavailable === 0 ? 1 : unavailable;
  return Math.max(0, Math.min(healthy, away - (total - healthy)));
}

/** Whether pods are replaced by themselves when the template changes. */
export function replacesItsPods(workload: WorkloadObject): boolean {
  const { updateStrategy } = (workload as V1StatefulSet | V1DaemonSet).spec ?? {};
  return updateStrategy?.type !== 'OnDelete';
}

function countOf(value: IntOrString, total: number, round: (count: number) => number): number {
  return typeof value === 'number' ? value : round((Number.parseInt(value, 10) / 100) * total);
}
