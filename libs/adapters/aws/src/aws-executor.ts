import type { HealingAction } from '@tocsin/domain/healing/action';
import type { ActionExecutor, ActionOutcome, ActionState, Rehearsal, Traces } from '@tocsin/ports/action-executor';
import type { CloudAnswer, CloudGroup, CloudInstance, CloudProviderAdapter } from '@tocsin/ports/cloud-provider';
import { isMarked, markOnce } from './marked-effects.js';

type Reboot = Extract<HealingAction, { kind: 'aws_reboot_instance' }>;
type Scale = Extract<HealingAction, { kind: 'aws_scale_group' }>;

/**
 * Restarts instances and scales groups. Neither call takes a token by which AWS would know it again, so that a tag names
 * the key before the call and another after it: a key that was begun and never ended is `unknown`, and not done again.
 */
export class AwsExecutor implements ActionExecutor {
  readonly kinds: ReadonlySet<HealingAction['kind']> = new Set<HealingAction['kind']>([
    'aws_reboot_instance',
    'aws_scale_group',
  ]);

  constructor(private readonly cloud: CloudProviderAdapter) {}

  async rehearse(action: HealingAction, signal: AbortSignal): Promise<Rehearsal> {
    if (action.kind === 'aws_scale_group') return this.#rehearseScale(action, signal);
    if (action.kind !== 'aws_reboot_instance') return notOurs(action);
    const found = await this.cloud.instance(action.instance.id, signal);
    if (found.kind !== 'ok') return { kind: 'refused', reason: found.reason };
    const problem = rebootProblem(action, found.value);
    if (problem !== null) return { kind: 'refused', reason: problem };
    const { state } = found.value;
    const effect = `instance ${action.instance.id} in ${this.cloud.name} (${state}) is rebooted`;
    return { kind: 'feasible', effect, state: { state }, group: null };
  }

  async perform(action: HealingAction, key: string, signal: AbortSignal): Promise<ActionOutcome> {
    if (action.kind === 'aws_scale_group') return this.#setCapacity(action, action.capacity, key, signal);
    if (action.kind !== 'aws_reboot_instance') return notOurs(action);
    const { id } = action.instance;
    const found = await this.cloud.instance(id, signal);
    if (found.kind !== 'ok') return notBegun(found);
    return markOnce(this.cloud, { instance: id }, found.value.marks, key, signal, {
      what: `instance ${id}`,
      problem: rebootProblem(action, found.value),
      isThere: false,
      effect: `instance ${id} in ${this.cloud.name} was rebooted`,
      send: () => this.cloud.reboot(id, signal),
    });
  }

  async inquire(action: HealingAction, key: string, signal: AbortSignal): Promise<Traces> {
    if (action.kind === 'aws_scale_group') {
      const group = await this.cloud.group(action.group.name, signal);
      if (group.kind !== 'ok') return { kind: 'unknown', reason: group.reason };
      return tracesOf(`group ${action.group.name}`, group.value, key);
    }
    if (action.kind !== 'aws_reboot_instance') return { kind: 'unknown', reason: notOurs(action).reason };
    const instance = await this.cloud.instance(action.instance.id, signal);
    if (instance.kind !== 'ok') return { kind: 'unknown', reason: instance.reason };
    return tracesOf(`instance ${action.instance.id}`, instance.value, key);
  }

  async undo(action: HealingAction, before: ActionState, key: string, signal: AbortSignal): Promise<ActionOutcome> {
    if (action.kind === 'aws_scale_group') return this.#setCapacity(action, Number(before.capacity), key, signal, true);
    if (action.kind !== 'aws_reboot_instance') return notOurs(action);
    return {
      kind: 'refused',
      mayHelp: false,
      reason: `a reboot of instance ${action.instance.id} cannot be taken back`,
    };
  }

  async #rehearseScale(action: Scale, signal: AbortSignal): Promise<Rehearsal> {
    const found = await this.cloud.group(action.group.name, signal);
    if (found.kind !== 'ok') return { kind: 'refused', reason: found.reason };
    const { capacity, healthy } = found.value;
    const problem = scaleProblem(action.capacity, found.value);
    if (problem !== null) return { kind: 'refused', reason: problem };
    const well = Math.min(healthy, capacity);
    return {
      kind: 'feasible',
      effect: `group ${action.group.name} in ${this.cloud.name}: capacity ${capacity} → ${action.capacity}`,
      state: { capacity },
      group: { healthy: well, total: capacity, touched: Math.min(well, Math.max(0, capacity - action.capacity)) },
    };
  }

  async #setCapacity(
    { group: { name }, capacity: acted }: Scale,
    capacity: number,
    key: string,
    signal: AbortSignal,
    isUndoing = false,
  ): Promise<ActionOutcome> {
    const found = await this.cloud.group(name, signal);
    if (found.kind !== 'ok') return notBegun(found);
    const { capacity: now } = found.value;
    const hasChangedSince = isUndoing && now !== acted;
    const problem = hasChangedSince
      ? `group ${name} has capacity ${now} and not the ${acted} that was set; somebody has changed it since`
      : scaleProblem(capacity, found.value);
    return markOnce(this.cloud, { group: name }, found.value.marks, key, signal, {
      what: `group ${name}`,
      problem,
      // To set what is set already is no second effect.
      isThere: now === capacity,
      effect: `group ${name} in ${this.cloud.name}: capacity ${now} → ${capacity}`,
      send: () => this.cloud.setCapacity(name, capacity, signal),
    });
  }
}

function rebootProblem({ instance: { id } }: Reboot, { state }: CloudInstance): string | null {
  return state === 'running' ? null : `instance ${id} is ${state}, and only one that is running can be rebooted`;
}

function scaleProblem(capacity: number, { name, min, max }: CloudGroup): string | null {
  if (capacity >= min && capacity <= max) return null;
  return `group ${name} may have from ${min} to ${max} instances, and not ${capacity}`;
}

function tracesOf(what: string, { marks }: CloudInstance | CloudGroup, key: string): Traces {
  const marked = isMarked(marks, key);
  if (marked !== 'begun') return { kind: marked === 'done' ? 'done' : 'not_done' };
  return { kind: 'unknown', reason: `${what}: ${key} was begun, and nothing says that it ended` };
}

function notBegun(answer: Exclude<CloudAnswer<unknown>, { kind: 'ok' }>): ActionOutcome {
  return { kind: 'refused', reason: answer.reason, mayHelp: answer.kind === 'unknown' || answer.mayHelp };
}

function notOurs({ kind }: HealingAction) {
  return { kind: 'refused', mayHelp: false, reason: `${kind} is nothing that is done to AWS` } as const;
}
