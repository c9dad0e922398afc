import type { ActionOf } from '../action-of.js';
import { groupOf, replacesItsPods, takenAtOnce } from '../group.js';
import { type ObjectAction, type Plan, refusedBy, refusedPlan, type PlanRequest } from '../object-action.js';
import { nameOf, type WorkloadObject } from '../objects.js';
import { type Revision, revisionsOf } from '../revisions.js';

type RollBack = ActionOf<'kubernetes_roll_back'>;

/** Gives a workload the pod template that it had before; undone by giving it back the one that it has now, by name. */
export const rollBack: ObjectAction<RollBack> = {
  target: ({ workload }) => workload,
  plan: (request) => {
    const { metadata, status } = request.current as WorkloadObject;
    // Until then its newest revision is not kept yet, and the one before the last would be taken for the last.
    if ((status?.observedGeneration ?? 0) < (metadata?.generation ?? 0))
      return {
        kind: 'refused',
        reason: `${nameOf(request.action.workload)} has changed just now, and its controller has not seen it yet`,
        mayHelp: true,
      };
    return planTo(
      request,
      ([, previous]) => previous ?? 'has had no other template, or keeps none (revisionHistoryLimit)',
    );
  },
  planUndo: ({ before, ...request }) =>
    planTo(
      request,
      (revisions) =>
        revisions.find(({ name }) => name === before.revision) ?? `no longer keeps its revision ${before.revision}`,
    ),
};

async function planTo(
  { api, action: { workload }, current, signal }: PlanRequest<RollBack>,
  choose: (revisions: readonly Revision[]) => Revision | string,
): Promise<Plan> {
  const found = current as WorkloadObject;
  const revisions = await revisionsOf(api, workload, found, signal);
  if (revisions.kind !== 'ok') return refusedBy(revisions);
  const [present] = revisions.value;
  const chosen = choose(revisions.value);
  if (typeof chosen === 'string') return refusedPlan(`${nameOf(workload)} ${chosen}`);
  if (present === undefined) return refusedPlan(`${nameOf(workload)} has no revision yet`);
  if (!replacesItsPods(found))
    return refusedPlan(`${nameOf(workload)} replaces its pods only when somebody deletes them (OnDelete)`);
  return {
    kind: 'planned',
    // Replaced whole: merged, what only the present template has would stay.
    patch: { spec: { template: { ...chosen.template, $patch: 'replace' } } },
    effect: `${nameOf(workload)}: template of ${told(present)} → that of ${told(chosen)}`,
    state: { revision: present.name },
    group: { ...groupOf(workload.kind, found), touched: takenAtOnce(workload.kind, found) },
  };
}

function told({ name, number, template }: Revision): string {
  return `revision ${number} (${name}: ${template.spec?.containers.map(({ image }) => image).join(', ')})`;
}
