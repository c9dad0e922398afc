import type { Playbook } from '@tocsin/domain/healing/playbook';
import { type HealingTrigger, triggerTest } from '@tocsin/domain/healing/trigger';
import type { Clock } from '@tocsin/ports/clock';
import type { PlaybookStore } from '@tocsin/ports/healing-store';

/** Whoever changes a playbook finds it in force this much later. */
const REFRESH_PERIOD_MS = 1_000;

interface Entry {
  readonly playbook: Playbook;
  readonly isFor: (alert: HealingTrigger) => boolean;
}

/** The playbooks of all tenants, with their matchers compiled. */
export class PlaybookDirectory {
  #byTenant: ReadonlyMap<string, readonly Entry[]> = new Map();
  #compiled = new Map<string, Entry>();
  #stopTimer: () => void = () => undefined;

  constructor(
    private readonly store: Pick<PlaybookStore, 'playbooks'>,
    private readonly clock: Clock,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** @throws what the store throws: without playbooks there is nothing to begin with */
  async start(): Promise<void> {
    await this.refresh();
    this.#stopTimer = this.clock.every(REFRESH_PERIOD_MS, () => this.refresh().catch(this.onError));
  }

  stop(): void {
    this.#stopTimer();
  }

  /** Reads the playbooks anew; those that have not changed are not compiled again. */
  async refresh(): Promise<void> {
    const before = this.#compiled;
    const entries = (await this.store.playbooks(null)).map((playbook): [string, Entry] => {
      const key = JSON.stringify([playbook.tenant_id, playbook.id, playbook.version]);
      return [key, before.get(key) ?? { playbook, isFor: triggerTest(playbook) }];
    });
    this.#compiled = new Map(entries);
    this.#byTenant = Map.groupBy(this.#compiled.values(), ({ playbook }) => playbook.tenant_id);
  }

  /** The playbooks that are for an alert. */
  for(tenantId: string, alert: HealingTrigger): Playbook[] {
    const entries = this.#byTenant.get(tenantId) ?? [];
    return entries.filter(({ isFor }) => isFor(alert)).map(({ playbook }) => playbook);
  }
}
