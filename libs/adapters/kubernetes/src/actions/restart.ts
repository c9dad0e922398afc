import type { ActionOf } from '../action-of.js';
import { groupOf, replacesItsPods, takenAtOnce } from '../group.js';
import { type ObjectAction, refusedPlan } from '../object-action.js';
import { nameOf, type WorkloadObject } from '../objects.js';

/** On the pods that the restart makes: under which key. */
const RESTARTED_ANNOTATION = 'healing.tocsin.dev/restarted-under';

/** Replaces a workload's pods by its own controller, as gently as the workload says, by a template that differs in a word. */
export const restart: ObjectAction<ActionOf<'kubernetes_restart'>> = {
  target: ({ workload }) => workload,
  plan: ({ action: { workload }, current, key }) => {
    const found = current as WorkloadObject;
    if (!replacesItsPods(found))
      return refusedPlan(`${nameOf(workload)} replaces its pods only when somebody deletes them (OnDelete)`);
    const group = groupOf(workload.kind, found);
    const touched = takenAtOnce(workload.kind, found);
    return {
      kind: 'planned',
      patch: { spec: { template: { metadata: { annotations: { [RESTARTED_ANNOTATION]: key } } } } },
      effect: `${nameOf(workload)}: its ${group.total} pods are replaced, at most ${touched} healthy away at once`,
      state: {},
      group: { ...group, touched },
    };
  },
  planUndo: ({ action }) => refusedPlan(`a restart of ${nameOf(action.workload)} cannot be taken back`),
};
