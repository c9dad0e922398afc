import type { HealingAction } from '@tocsin/domain/healing/action';
import type { GuardName } from '@tocsin/domain/healing/guard';
import { Counter, type Registry } from 'prom-client';

/** What the service exports; the first name is the specification's. */
export class HealingMetrics {
  readonly #actions: Counter<'tenant_id' | 'action_type'>;
  readonly #ended: Counter<'tenant_id' | 'outcome'>;
  readonly #held: Counter<'tenant_id' | 'guard'>;

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
  }

  acted(tenantId: string, kind: HealingAction['kind']): void {
    this.#actions.inc({ tenant_id: tenantId, action_type: kind });
  }

  ended(tenantId: string, outcome: string): void {
    this.#ended.inc({ tenant_id: tenantId, outcome });
  }

  held(tenantId: string, guard: GuardName): void {
    this.#held.inc({ tenant_id: tenantId, guard });
  }
}
