import type { V1Node } from '@kubernetes/client-node';
import type { ActionOf } from '../action-of.js';
import type { ClusterApi } from '../cluster-api.js';
import { type ObjectAction, type Plan, refusedBy } from '../object-action.js';

/** Keeps new pods from a node. The group are the cluster's nodes, so that not one after another is closed. */
export const cordon: ObjectAction<ActionOf<'kubernetes_cordon'>> = {
  target: ({ node }) => ({ kind: 'Node', name: node.name }),
  plan: async ({ api, current, signal }) => planOf(api, current as V1Node, true, signal),
  planUndo: async ({ api, current, before, signal }) =>
    planOf(api, current as V1Node, before.unschedulable === true, signal),
};

async function planOf(api: ClusterApi, node: V1Node, unschedulable: boolean, signal: AbortSignal): Promise<Plan> {
  const nodes = await api.list({ what: 'the nodes of the cluster', signal }, (page, options) =>
    api.core.listNode(page, options),
  );
  if (nodes.kind !== 'ok') return refusedBy(nodes);
  const { items } = nodes.value;
  const was = node.spec?.unschedulable === true;
  return {
    kind: 'planned',
    patch: { spec: { unschedulable: unschedulable ? true : null } },
    effect: `Node ${node.metadata?.name}: ${stateOf(was)} → ${stateOf(unschedulable)}`,
    state: { unschedulable: was },
    group: {
      healthy: items.filter(takesPods).length,
      total: items.length,
      touched: unschedulable && takesPods(node) ? 1 : 0,
    },
  };
}

const stateOf = (unschedulable: boolean) => (unschedulable ? 'takes no new pods' : 'takes new pods');

function takesPods({ spec, status }: V1Node): boolean {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  return spec?.unschedulable !== true && ready?.status === 'True';
}
