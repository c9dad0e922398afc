import type { HealingAction } from '@tocsin/domain/healing/action';
import type { GuardName } from '@tocsin/domain/healing/guard';
import type { RunsWaiting } from '@tocsin/ports/healing-store';
import { Counter, Gauge, type Registry } from 'prom-client';

/** What the service exports; the first name is the specification's. */
export class HealingMetrics {
  readonly #actions: Counter<'tenant_id' | 'action_type'>;
  readonly #ended: Counter<'tenant_id' | 'outcome'>;
  readonly #held: Counter<'tenant_id' | 'guard'>;
  readonly #waiting: Gauge<'waiting_for'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#actions = new Counter({
      name: 'auto_healing_actions_total',
      help: 'Actions that were begun, and begun undoings of them.',
      labelNames: ['tenant_id', 'action_type'],
      registers,
    });
    this.#ended = new Counter({
      name: 'tocsin_healing_runs_total',
      help: 'Runs that ended, by how.',
      labelNames: ['tenant_id', 'outcome'],
      registers,
    });
    this.#held = new Counter({
      name: 'tocsin_healing_held_total',
      help: 'Triggers for which no run was begun, by what held it back.',
      labelNames: ['tenant_id', 'guard'],
      registers,
    });
    this.#waiting = new Gauge({
      name: 'tocsin_healing_runs_waiting',
      help: 'Runs that go on only when a person has done something: approved the plan, or answered whether an action in doubt has been done.',
      labelNames: ['waiting_for'],
      registers,
    });
  }

  acted(tenantId: string, kind: HealingAction['kind']): void {
    this.#actions.inc({ tenant_id: tenantId, action_type: kind });
  }

  ended(tenantId: string, outcome: string): void {
    this.#ended.inc({ tenant_id: tenantId, outcome });
  }

  waiting({ forApproval, forAnswer }: RunsWaiting): void {
    this.#waiting.set({ waiting_for: 'approval' }, forApproval);
    this.#waiting.set({ waiting_for: 'answer' }, forAnswer);
  }

  held(tenantId: string, guard: GuardName): void {
    this.#held.inc({ tenant_id: tenantId, guard });
  }
}
