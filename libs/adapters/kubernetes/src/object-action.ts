import type { HealingAction } from '@tocsin/domain/healing/action';
import type { ActionOutcome, ActionState, Rehearsal, Traces } from '@tocsin/ports/action-executor';
import type { Answer, ClusterApi } from './cluster-api.js';
import { KEYS_ANNOTATION, keysOf, withKey } from './effect-keys.js';
import { nameOf, type ObjectRef, patchObject, type PatchedObject, readObject } from './objects.js';

/** Controllers write to an object while it changes; each of their writes may come between our reading and our patch. */
const CONFLICTS_MAX = 5;

type Group = Extract<Rehearsal, { kind: 'feasible' }>['group'];

/** What is to be patched, from what to what. */
export type Plan =
  | {
      readonly kind: 'planned';
      readonly patch: object;
      readonly effect: string;
      readonly state: ActionState;
      readonly group: Group;
    }
  | { readonly kind: 'refused'; readonly reason: string; readonly mayHelp: boolean };

export interface PlanRequest<A> {
  readonly api: ClusterApi;
  readonly action: A;
  readonly current: PatchedObject;
  readonly key: string;
  readonly signal: AbortSignal;
}

/** An action that is one patch of one object, whose annotation names the key of each effect. */
export interface ObjectAction<A extends HealingAction> {
  target(action: A): ObjectRef;
  plan(request: PlanRequest<A>): Promise<Plan> | Plan;
  planUndo(request: PlanRequest<A> & { readonly before: ActionState }): Promise<Plan> | Plan;
}

export const refusedPlan = (reason: string): Plan => ({ kind: 'refused', reason, mayHelp: false });

/** The refusal of what the cluster did not tell, for plans that read more of it. */
export const refusedBy = (answer: Exclude<Answer<unknown>, { kind: 'ok' }>): Plan => ({
  kind: 'refused',
  reason: answer.reason,
  mayHelp: answer.kind === 'unknown' || answer.mayHelp,
});

export async function rehearseOnObject<A extends HealingAction>(
  api: ClusterApi,
  doing: ObjectAction<A>,
  action: A,
  signal: AbortSignal,
): Promise<Rehearsal> {
  const ref = doing.target(action);
  const read = await readObject(api, ref, signal);
  if (read.kind !== 'ok') return { kind: 'refused', reason: read.reason };
  const plan = await doing.plan({ api, action, current: read.value, key: 'rehearsal', signal });
  if (plan.kind === 'refused') return { kind: 'refused', reason: plan.reason };
  const { patch, effect, state, group } = plan;
  const tried = await patchObject(api, ref, { body: keyed(patch, read.value, 'rehearsal'), isDryRun: true }, signal);
  return tried.kind === 'ok'
    ? { kind: 'feasible', effect, state, group }
    : { kind: 'refused', reason: `in a dry run, ${tried.reason}` };
}

/**
 * Patches once under a key. The patch carries the version of the object that was read, so that of two attempts under one
 * key, one that was thought lost included, only one can be kept: the other meets a newer version, and then the key.
 */
export async function changeOnce(
  api: ClusterApi,
  ref: ObjectRef,
  key: string,
  signal: AbortSignal,
  planOf: (current: PatchedObject) => Promise<Plan> | Plan,
): Promise<ActionOutcome> {
  for (let attempt = 1; ; attempt += 1) {
    const read = await readObject(api, ref, signal);
    // A read changes nothing, so that whatever became of it, the effect was not begun.
    if (read.kind !== 'ok')
      return { kind: 'refused', reason: read.reason, mayHelp: read.kind === 'unknown' || read.mayHelp };
    if (keysOf(read.value).includes(key))
      return { kind: 'done', effect: `${nameOf(ref)}: done before under key ${key}` };
    const plan = await planOf(read.value);
    if (plan.kind === 'refused') return plan;
    const patched = await patchObject(api, ref, { body: keyed(plan.patch, read.value, key), isDryRun: false }, signal);
    if (patched.kind === 'ok') return { kind: 'done', effect: plan.effect };
    if (patched.kind === 'unknown') return patched;
    if (patched.status !== 409 || attempt === CONFLICTS_MAX)
      return { kind: 'refused', reason: patched.reason, mayHelp: patched.mayHelp };
  }
}

export async function inquireOfObject(
  api: ClusterApi,
  ref: ObjectRef,
  key: string,
  signal: AbortSignal,
): Promise<Traces> {
  const read = await readObject(api, ref, signal);
  if (read.kind !== 'ok') return { kind: 'unknown', reason: read.reason };
  return { kind: keysOf(read.value).includes(key) ? 'done' : 'not_done' };
}

/** A patch with the key in the object's annotation and the version that it was planned upon. */
function keyed(patch: object, current: PatchedObject, key: string): object {
  const { resourceVersion } = current.metadata ?? {};
  return { ...patch, metadata: { resourceVersion, annotations: withKey(current, key, KEYS_ANNOTATION) } };
}
