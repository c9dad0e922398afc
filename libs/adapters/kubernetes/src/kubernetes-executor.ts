import type { HealingAction } from '@tocsin/domain/healing/action';
import type { ActionExecutor, ActionOutcome, ActionState, Rehearsal, Traces } from '@tocsin/ports/action-executor';
import { cordon } from './actions/cordon.js';
import { inquireOfEviction, performEviction, rehearseEviction, undoEviction } from './actions/evict.js';
import { inquireOfJob, performJob, rehearseJob, undoJob } from './actions/job.js';
import { patch } from './actions/patch.js';
import { restart } from './actions/restart.js';
import { rollBack } from './actions/roll-back.js';
import { scale } from './actions/scale.js';
import type { ClusterApi } from './cluster-api.js';
import { changeOnce, inquireOfObject, type ObjectAction, rehearseOnObject } from './object-action.js';

/** Actions that are one patch of one object. */
const onObjects = {
  kubernetes_restart: restart,
  kubernetes_scale: scale,
  kubernetes_roll_back: rollBack,
  kubernetes_cordon: cordon,
  kubernetes_patch: patch,
};

/** Does actions to one Kubernetes cluster, with the rights of `roles.yaml`; every effect leaves its key in the cluster. */
export class KubernetesExecutor implements ActionExecutor {
  readonly kinds: ReadonlySet<HealingAction['kind']> = new Set<HealingAction['kind']>([
    ...(Object.keys(onObjects) as (keyof typeof onObjects)[]),
    'kubernetes_evict',
    'kubernetes_job',
  ]);

  constructor(private readonly api: ClusterApi) {}

  async rehearse(action: HealingAction, signal: AbortSignal): Promise<Rehearsal> {
    if (action.kind === 'kubernetes_evict') return rehearseEviction(this.api, action, signal);
    if (action.kind === 'kubernetes_job') return rehearseJob(this.api, action, signal);
    const doing = doingOf(action);
    return doing === null ? notOurs(action) : rehearseOnObject(this.api, doing, action, signal);
  }

  async perform(action: HealingAction, key: string, signal: AbortSignal): Promise<ActionOutcome> {
    const { api } = this;
    if (action.kind === 'kubernetes_evict') return performEviction(api, action, key, signal);
    if (action.kind === 'kubernetes_job') return performJob(api, action, key, signal);
    const doing = doingOf(action);
    if (doing === null) return notOurs(action);
    return changeOnce(api, doing.target(action), key, signal, (current) =>
      doing.plan({ api, action, current, key, signal }),
    );
  }

  async inquire(action: HealingAction, key: string, signal: AbortSignal): Promise<Traces> {
    if (action.kind === 'kubernetes_evict') return inquireOfEviction(this.api, action, key, signal);
    if (action.kind === 'kubernetes_job') return inquireOfJob(this.api, action, key, signal);
    const doing = doingOf(action);
    if (doing === null) return { kind: 'unknown', reason: notOurs(action).reason };
    return inquireOfObject(this.api, doing.target(action), key, signal);
  }

  async undo(action: HealingAction, before: ActionState, key: string, signal: AbortSignal): Promise<ActionOutcome> {
    const { api } = this;
    if (action.kind === 'kubernetes_evict') return undoEviction(action);
    if (action.kind === 'kubernetes_job') return undoJob(action);
    const doing = doingOf(action);
    if (doing === null) return notOurs(action);
    return changeOnce(api, doing.target(action), key, signal, (current) =>
      doing.planUndo({ api, action, current, before, key, signal }),
    );
  }
}

/** The table is right for each kind, which the compiler cannot follow from the key to the value. */
function doingOf(action: HealingAction): ObjectAction<HealingAction> | null {
  const doing = onObjects[action.kind as keyof typeof onObjects] as ObjectAction<never> | undefined;
  return (doing as ObjectAction<HealingAction> | undefined) ?? null;
}

function notOurs({ kind }: HealingAction) {
  return {
    kind: 'refused',
    mayHelp: false,
    reason: `${kind} is nothing that is done to a Kubernetes cluster`,
  } as const;
}
