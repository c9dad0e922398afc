import { hash128 } from '@tocsin/domain/engine/hash';
import type { GuardVerdict } from '@tocsin/domain/healing/guard';
import type { Playbook } from '@tocsin/domain/healing/playbook';
import type { Clock } from '@tocsin/ports/clock';
import type { HealingMetrics } from './healing-metrics.js';
import type { HealingAudit } from './healing-world.js';

/** What is held back again and again for one reason is told of once in this time. */
const TELL_AGAIN_AFTER_MS = 3_600_000;
/** Most reasons that are remembered; the oldest is forgotten, and told again. */
const REMEMBERED_MAX = 10_000;

/** Tells the audit what was held back and why: each reason once, however often a rule flaps. All are counted. */
export class HeldBack {
  readonly #toldAt = new Map<string, number>();

  constructor(
    private readonly audit: HealingAudit,
    private readonly metrics: HealingMetrics,
    private readonly clock: Clock,
  ) {}

  async note(
    playbook: Playbook,
    targets: readonly string[],
    { guard, reason }: GuardVerdict & { kind: 'held' },
  ): Promise<void> {
    const { tenant_id: tenantId, id: playbookId } = playbook;
    this.metrics.held(tenantId, guard);
    const at = this.clock.now();
    const key = JSON.stringify([tenantId, playbookId, guard, guard === 'storm' ? [] : targets]);
    if (at < (this.#toldAt.get(key) ?? Number.NEGATIVE_INFINITY) + TELL_AGAIN_AFTER_MS) return;
    const id = hash128(JSON.stringify([key, at]));
    await this.audit.record([{ kind: 'held_back', id, tenantId, playbookId, targets, guard, reason, at }]);
    this.#toldAt.delete(key);
    this.#toldAt.set(key, at);
    const [oldest] = this.#toldAt.keys();
    if (this.#toldAt.size > REMEMBERED_MAX && oldest !== undefined) this.#toldAt.delete(oldest);
  }
}
