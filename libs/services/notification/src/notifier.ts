import { ruleKey } from '@tocsin/contracts/topics/rules';
import type { Transition } from '@tocsin/domain/engine/transition';
import type { AlertGroupStore } from '@tocsin/ports/alert-group-store';
import type { Clock } from '@tocsin/ports/clock';
import { alertChangesOf, type Causes } from './active-alerts.js';
import type { AlertingConfiguration } from './alerting-directory.js';
import { placementOf } from './alert-placement.js';
import type { GroupWorker } from './group-worker.js';

/** Writes down what fires and in which groups it is told, before the transition counts as read. */
export class Notifier {
  constructor(
    private readonly groups: Pick<AlertGroupStore, 'take'>,
    private readonly worker: Pick<GroupWorker, 'decideDue'>,
    private readonly configuration: Pick<AlertingConfiguration, 'policyOf'>,
    private readonly clock: Clock,
  ) {}

  /**
   * Takes transitions in. Done again it changes nothing. Before ends are taken in, what is due is decided: an alert that
   * fires and whose group waits for nothing is told, also when its end follows at its heels.
   *
   * @param causes - of those that are traced
   * @returns how many alerts began to fire or ceased to
   */
  async take(transitions: readonly Transition[], causes: Causes = new Map()): Promise<number> {
    let changed = 0;
    for (const wave of wavesOf(transitions)) {
      if (wave.some(({ state }) => state === 'resolved')) await this.worker.decideDue();
      const changes = alertChangesOf(wave, causes);
      const now = this.clock.now();
      const placements = changes.fired.map((alert) =>
        placementOf(alert, this.configuration.policyOf(alert.tenantId), now),
      );
      await this.groups.take(changes, placements, now);
      changed += changes.fired.length + changes.ended.length;
    }
    return changed;
  }
}

/** Transitions in their order, cut where an alert would stand a second time. */
function wavesOf(transitions: readonly Transition[]): Transition[][] {
  const waves: Transition[][] = [];
  let seen = new Set<string>();
  for (const transition of transitions) {
    if (transition.state !== 'firing' && transition.state !== 'resolved') continue;
    const key = ruleKey(transition.tenant_id, ruleKey(transition.rule_id, transition.fingerprint));
    if (waves.length === 0 || seen.has(key)) {
      waves.push([]);
      seen = new Set();
    }
    seen.add(key);
    waves.at(-1)?.push(transition);
  }
  return waves;
}
