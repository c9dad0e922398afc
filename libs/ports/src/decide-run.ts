import type { Decision } from '@tocsin/domain/healing/approval';
import { applyEvent, type Run, runOf, summaryOfRun } from '@tocsin/domain/healing/run';
import type { RunStore } from './healing-store.js';

/** Who loses so often against others has a run before it that changes faster than anybody can look at it. */
const TRIES_MAX = 20;

export type RunDecision = Decision | { readonly kind: 'no_run' } | { readonly kind: 'too_busy' };

/**
 * Has a person decide about a run, and writes it down. Where something else has happened to the run meanwhile, as with two
 * tabs, the decision is made again about what the run is then.
 *
 * @param decide - says whether it may be, such as `decideApproval`
 * @param now - ms since 1970
 */
export async function decideRun(
  store: Pick<RunStore, 'run' | 'append'>,
  tenantId: string,
  runId: string,
  decide: (run: Run) => Decision,
  now: number,
): Promise<RunDecision> {
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const stored = await store.run(tenantId, runId);
    if (stored === null) return { kind: 'no_run' };
    const run = runOf(runId, stored.events);
    const decision = decide(run);
    if (decision.kind === 'refused') return decision;
    const events = [decision.event];
    const summary = summaryOfRun(applyEvent(run, decision.event));
    const append = { expectedVersion: run.version, events, summary, nextLookAt: now, token: null };
    if ((await store.append(tenantId, runId, append)) === 'appended') return decision;
  }
  return { kind: 'too_busy' };
}
