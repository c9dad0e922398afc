import type { HealingAction } from '@tocsin/domain/healing/action';
import { targetOf } from '@tocsin/domain/healing/action-target';
import { grantRefusal, type TargetGrant } from '@tocsin/domain/healing/target-grants';
import type { ActionExecutor, ActionOutcome, ActionState, Rehearsal, Traces } from '@tocsin/ports/action-executor';

/** Lets an executor touch what the operator has granted to one tenant, and nothing else: a playbook is the tenant's own text. */
export class GrantedExecutor implements ActionExecutor {
  readonly kinds: ActionExecutor['kinds'];

  constructor(
    private readonly executor: ActionExecutor,
    private readonly tenantId: string,
    private readonly grants: readonly TargetGrant[],
  ) {
    this.kinds = executor.kinds;
  }

  async rehearse(action: HealingAction, signal: AbortSignal): Promise<Rehearsal> {
    const reason = this.#refusalOf(action);
    return reason === null ? this.executor.rehearse(action, signal) : { kind: 'refused', reason };
  }

  async perform(action: HealingAction, key: string, signal: AbortSignal): Promise<ActionOutcome> {
    const reason = this.#refusalOf(action);
    return reason === null ? this.executor.perform(action, key, signal) : { kind: 'refused', reason, mayHelp: false };
  }

  async inquire(action: HealingAction, key: string, signal: AbortSignal): Promise<Traces> {
    const reason = this.#refusalOf(action);
    return reason === null ? this.executor.inquire(action, key, signal) : { kind: 'unknown', reason };
  }

  async undo(action: HealingAction, before: ActionState, key: string, signal: AbortSignal): Promise<ActionOutcome> {
    const reason = this.#refusalOf(action);
    return reason === null
      ? this.executor.undo(action, before, key, signal)
      : { kind: 'refused', reason, mayHelp: false };
  }

  #refusalOf(action: HealingAction): string | null {
    return grantRefusal(this.grants, this.tenantId, targetOf(action));
  }
}
