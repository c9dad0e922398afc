import type { GuardName } from '@tocsin/domain/healing/guard';
import { BEGIN_WITHIN_MS } from '@tocsin/domain/healing/next-move';
import type { Playbook } from '@tocsin/domain/healing/playbook';
import type { RequestOutcome, RunRequest } from '@tocsin/domain/healing/run-request';
import type { Clock } from '@tocsin/ports/clock';
import type { PlaybookStore, RunStore } from '@tocsin/ports/healing-store';
import type { RunRequests } from '@tocsin/ports/run-requests';
import type { PlannedRun } from './run-planner.js';

/** Requests that are planned at once in this process. */
const REQUESTS_MAX = 16;

export interface RequestedRunsOptions {
  requests: RunRequests;
  store: Pick<PlaybookStore & RunStore, 'playbook' | 'run'>;
  clock: Pick<Clock, 'now'>;
  plan(playbook: Playbook, request: RunRequest): Promise<PlannedRun>;
  onError(error: unknown, what: string): void;
}

/**
 * Plans the runs that people ask for, and says what became of each. A request names its run, so that two processes that take
 * the same one come to one run, and one that is taken again after a crash to no other.
 */
export class RequestedRuns {
  readonly #inHand = new Map<string, Promise<void>>();

  constructor(private readonly options: RequestedRunsOptions) {}

  /** Takes what waits. @throws what the keeper of requests throws */
  async take(): Promise<void> {
    for (const request of await this.options.requests.waiting(REQUESTS_MAX)) {
      const key = JSON.stringify([request.tenant_id, request.id]);
      if (this.#inHand.has(key)) continue;
      const answered = this.#answer(request)
        .catch((error: unknown) =>
          this.options.onError(error, `the run ${request.id}, which was asked for, could not be planned`),
        )
        .finally(() => this.#inHand.delete(key));
      this.#inHand.set(key, answered);
    }
  }

  /** Resolves when nothing is in hand any more. */
  async settled(): Promise<void> {
    await Promise.all(this.#inHand.values());
  }

  async #answer(request: RunRequest): Promise<void> {
    const outcome = await this.#outcomeOf(request);
    await this.options.requests.answer(request.tenant_id, request.id, outcome);
  }

  async #outcomeOf(request: RunRequest): Promise<RequestOutcome> {
    const { store, clock, plan } = this.options;
    const { id, tenant_id, playbook_id, at } = request;
    const refused = (guard: GuardName, reason: string): RequestOutcome => {
      return { kind: 'held_back', at: clock.now(), guard, reason };
    };
    // Planned before, by a process that did not live to say so: no guard may say otherwise now.
    if ((await store.run(tenant_id, id)) !== null) return { kind: 'planned', at: clock.now() };
    if (clock.now() - at > BEGIN_WITHIN_MS) return refused('late', 'nobody healed when it was asked for');
    const playbook = await store.playbook(tenant_id, playbook_id, null);
    if (playbook === null) return refused('playbook_changed', 'the playbook was deleted');
    if (!playbook.is_enabled) return refused('playbook_changed', 'the playbook was switched off');
    const planned = await plan(playbook, request);
    if (planned.kind === 'held') return refused(planned.verdict.guard, planned.verdict.reason);
    return { kind: 'planned', at: clock.now() };
  }
}
