import { type HealingAction, HealingActionSchema } from '@tocsin/domain/healing/action';
import type { ActionExecutor, ActionOutcome, ActionState, Rehearsal, Traces } from './action-executor.js';

/** A thing that actions are done to; `level` is what can be set and undone (replicas, capacity), `restarts` what cannot. */
export interface FakeTarget {
  level: number;
  restarts: number;
  healthy: number;
  total: number;
}

/**
 * How the way to the other side is. `lost_before`: asked, and nothing comes back, since it never arrived; `lost_after`: it
 * arrived, and the answer is lost; `refusing`: the other side says no for now.
 */
export type FakeWay = 'open' | 'lost_before' | 'lost_after' | 'refusing';

/** Kinds that set a level, and so can be undone. */
const settable: ReadonlySet<HealingAction['kind']> = new Set([
  'kubernetes_scale',
  'kubernetes_cordon',
  'aws_scale_group',
]);

/** An {@link ActionExecutor} of every kind over targets in memory, which are there when a test has put them there. */
export class FakeActionExecutor implements ActionExecutor {
  readonly kinds: ReadonlySet<HealingAction['kind']> = new Set(
    HealingActionSchema.options.map((option) => option.shape.kind.value),
  );
  readonly targets = new Map<string, FakeTarget>();
  /** Every effect, in the order in which they happened. */
  readonly effects: { readonly key: string; readonly action: HealingAction; readonly isUndoing: boolean }[] = [];
  way: FakeWay = 'open';

  async rehearse(action: HealingAction, signal: AbortSignal): Promise<Rehearsal> {
    if (signal.aborted) return { kind: 'refused', reason: 'given up before it began' };
    const target = this.targets.get(targetOf(action));
    if (target === undefined) return { kind: 'refused', reason: nobodyAt(action) };
    const { healthy, total, level } = target;
    return {
      kind: 'feasible',
      effect: effectOf(action, target),
      state: { level },
      group: { healthy, total, touched: Math.min(1, healthy) },
    };
  }

  perform(action: HealingAction, key: string, signal: AbortSignal): Promise<ActionOutcome> {
    return this.#once(action, key, signal, false, (target) => {
      if (settable.has(action.kind)) target.level = levelOf(action);
      else target.restarts += 1;
    });
  }

  async inquire(_action: HealingAction, key: string, signal: AbortSignal): Promise<Traces> {
    if (signal.aborted) return { kind: 'unknown', reason: 'given up before it was asked' };
    if (this.way === 'refusing') return { kind: 'unknown', reason: 'the other side answers nothing' };
    return { kind: this.effects.some((effect) => effect.key === key) ? 'done' : 'not_done' };
  }

  async undo(action: HealingAction, before: ActionState, key: string, signal: AbortSignal): Promise<ActionOutcome> {
    if (!settable.has(action.kind))
      return { kind: 'refused', mayHelp: false, reason: `${action.kind} of ${targetOf(action)} cannot be taken back` };
    return this.#once(action, key, signal, true, (target) => void (target.level = Number(before.level)));
  }

  async #once(
    action: HealingAction,
    key: string,
    signal: AbortSignal,
    isUndoing: boolean,
    change: (target: FakeTarget) => void,
  ): Promise<ActionOutcome> {
    if (signal.aborted) return { kind: 'refused', mayHelp: true, reason: 'given up before it began' };
    const target = this.targets.get(targetOf(action));
    if (target === undefined) return { kind: 'refused', mayHelp: false, reason: nobodyAt(action) };
    if (this.way === 'refusing') return { kind: 'refused', mayHelp: true, reason: 'the other side says: not now' };
    if (this.way === 'lost_before') return { kind: 'unknown', reason: 'no answer came' };
    const effect = effectOf(action, target);
    if (!this.effects.some((earlier) => earlier.key === key)) {
      change(target);
      this.effects.push({ key, action, isUndoing });
    }
    return this.way === 'lost_after' ? { kind: 'unknown', reason: 'no answer came' } : { kind: 'done', effect };
  }
}

/** What an action is done to, such as `shop/web`; the key of {@link FakeActionExecutor.targets}. */
export function targetOf(action: HealingAction): string {
  if ('workload' in action) return `${action.workload.namespace}/${action.workload.name}`;
  if ('pod' in action) return `${action.pod.namespace}/${action.pod.name}`;
  if ('node' in action) return action.node.name;
  if ('container' in action) return action.container.name;
  if ('instance' in action) return action.instance.id;
  if ('group' in action) return action.group.name;
  return 'cron_job' in action ? `${action.namespace}/${action.cron_job}` : action.url;
}

function levelOf(action: HealingAction): number {
  if (action.kind === 'kubernetes_scale') return action.replicas;
  return action.kind === 'aws_scale_group' ? action.capacity : 1;
}

function effectOf(action: HealingAction, target: FakeTarget): string {
  const change = settable.has(action.kind) ? `${target.level} → ${levelOf(action)}` : 'once';
  return `${action.kind} of ${targetOf(action)}: ${change}`;
}

function nobodyAt(action: HealingAction): string {
  return `${action.kind}: there is no ${targetOf(action)}; look whether the name is right`;
}
