import type { V1Deployment, V1StatefulSet } from '@kubernetes/client-node';
import type { ActionOf } from '../action-of.js';
import { groupOf } from '../group.js';
import { type ObjectAction, type Plan, refusedPlan } from '../object-action.js';
import { nameOf } from '../objects.js';

type Scale = ActionOf<'kubernetes_scale'>;

/** Sets how many pods a workload has. An undoing is refused when somebody else has set another number since. */
export const scale: ObjectAction<Scale> = {
  target: ({ workload }) => workload,
  plan: ({ action, current }) => planOf(action, current as V1Deployment | V1StatefulSet, action.replicas),
  planUndo: ({ action, current, before }) => {
    const found = current as V1Deployment | V1StatefulSet;
    const now = found.spec?.replicas ?? 1;
    if (now !== action.replicas)
      return refusedPlan(
        `${nameOf(action.workload)} has ${now} replicas and not the ${action.replicas} that were set; somebody has changed it since`,
      );
    return planOf(action, found, Number(before.replicas));
  },
};

function planOf({ workload }: Scale, current: V1Deployment | V1StatefulSet, replicas: number): Plan {
  if (workload.kind === 'DaemonSet')
    return refusedPlan(
      `${nameOf(workload)} has a pod on each node and cannot be scaled; scale a Deployment or StatefulSet`,
    );
  const now = current.spec?.replicas ?? 1;
  const group = groupOf(workload.kind, current);
  return {
    kind: 'planned',
    patch: { spec: { replicas } },
    effect: `${nameOf(workload)}: replicas ${now} → ${replicas}`,
    state: { replicas: now },
    group: { ...group, touched: Math.min(group.healthy, Math.max(0, now - replicas)) },
  };
}
