import type { ActionOf } from '../action-of.js';
import { groupOf, takenAtOnce } from '../group.js';
import { type ObjectAction, type Plan, refusedPlan } from '../object-action.js';
import { nameOf, type WorkloadObject } from '../objects.js';
import { allowedLeaves, type Leaf, type Leaves, patchOf, presentLeaves, touchesPods } from './allowed-leaves.js';

type Patch = ActionOf<'kubernetes_patch'>;

/** Sets a few harmless fields of a workload; what they were is the state, so that an undoing sets them back. */
export const patch: ObjectAction<Patch> = {
  target: ({ workload }) => workload,
  plan: ({ action, current }) => {
    const leaves = allowedLeaves(action.patch);
    if (typeof leaves === 'string') return refusedPlan(`${nameOf(action.workload)}: ${leaves}`);
    return planOf(action, current as WorkloadObject, leaves);
  },
  planUndo: ({ action, current, before }) => planOf(action, current as WorkloadObject, new Map(Object.entries(before))),
};

function planOf({ workload }: Patch, current: WorkloadObject, leaves: Leaves): Plan {
  const stranger = [...leaves.keys()].map(containerOf).find((name) => name !== null && !hasContainer(current, name));
  if (typeof stranger === 'string') return refusedPlan(`${nameOf(workload)} has no container ${stranger}`);
  const present = presentLeaves(current, leaves.keys());
  const changes = [...leaves].map(([path, leaf]) => `${path} ${told(present.get(path))} → ${told(leaf)}`);
  return {
    kind: 'planned',
    patch: patchOf(leaves),
    effect: `${nameOf(workload)}: ${changes.join(', ')}`,
    state: Object.fromEntries(present),
    group: {
      ...groupOf(workload.kind, current),
      touched: touchesPods(leaves) ? takenAtOnce(workload.kind, current) : 0,
    },
  };
}

function containerOf(path: string): string | null {
  return /\/containers\/([^/]+)\//.exec(path)?.[1] ?? null;
}

function hasContainer(workload: WorkloadObject, container: string): boolean {
  return workload.spec?.template.spec?.containers.some(({ name }) => name === container) === true;
}

const told = (leaf: Leaf | undefined) => (leaf === null || leaf === undefined ? 'unset' : String(leaf));
