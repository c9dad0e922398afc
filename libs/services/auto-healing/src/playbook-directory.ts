import type { Playbook } from '@tocsin/domain/healing/playbook';
import { type HealingTrigger, triggerTest } from '@tocsin/domain/healing/trigger';
import type { PlaybookStore } from '@tocsin/ports/healing-store';

/** Most playbooks whose matchers are held compiled; that of others are compiled again. */
const COMPILED_MAX = 10_000;

type Test = (alert: HealingTrigger) => boolean;

/** Finds the playbooks that are for an alert, as they stand when it is asked: one that was just written is in force. */
export class PlaybookDirectory {
  readonly #compiled = new Map<string, Test>();

  constructor(private readonly store: Pick<PlaybookStore, 'playbooks'>) {}

  /** @throws what the store throws */
  async of(tenantId: string): Promise<(alert: HealingTrigger) => Playbook[]> {
    const playbooks = await this.store.playbooks(tenantId);
    return (alert) => playbooks.filter((playbook) => this.#testOf(playbook)(alert));
  }

  /** Matchers are compiled once for each version. */
  #testOf(playbook: Playbook): Test {
    const key = JSON.stringify([playbook.tenant_id, playbook.id, playbook.version]);
    const test = this.#compiled.get(key) ?? triggerTest(playbook);
    this.#compiled.delete(key);
    this.#compiled.set(key, test);
    const [oldest] = this.#compiled.keys();
    if (this.#compiled.size > COMPILED_MAX && oldest !== undefined) this.#compiled.delete(oldest);
    return test;
  }
}
