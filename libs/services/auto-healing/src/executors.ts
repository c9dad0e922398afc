import type { HealingAction } from '@tocsin/domain/healing/action';
import { notSwitchedOn } from '@tocsin/domain/healing/target-grants';
import type { EffectRef } from '@tocsin/domain/healing/run-event';
import type { PlannedAction } from '@tocsin/domain/healing/plan';
import type { ActionExecutor, ActionOutcome, ActionState, Rehearsal, Traces } from '@tocsin/ports/action-executor';
import type { Clock } from '@tocsin/ports/clock';

/** A dry run and a question change nothing, so whoever does not answer soon is asked again. */
const ASK_TIMEOUT_MS = 15_000;

type Cut<T> = { readonly kind: 'answer'; readonly answer: T } | { readonly kind: 'cut'; readonly reason: string };

/** The executors of each tenant by kind, none of which can hold anybody up: what hangs is cut, and what throws has not answered. */
export class Executors {
  readonly #byTenant = new Map<string, ReadonlyMap<HealingAction['kind'], ActionExecutor>>();

  constructor(
    private readonly executorsOf: (tenantId: string) => readonly ActionExecutor[],
    private readonly clock: Clock,
  ) {}

  async rehearse(tenantId: string, action: HealingAction, signal: AbortSignal): Promise<Rehearsal> {
    const executor = this.#of(tenantId, action);
    if (executor === undefined) return { kind: 'refused', reason: notSwitchedOn(action.kind) };
    const cut = await this.#within(ASK_TIMEOUT_MS, signal, (own) => executor.rehearse(action, own));
    return cut.kind === 'answer' ? cut.answer : { kind: 'refused', reason: `the dry run ${cut.reason}` };
  }

  /** Makes an effect. What was cut may have happened, so that is `unknown`. */
  async make(
    tenantId: string,
    direction: EffectRef['direction'],
    { action }: PlannedAction,
    before: ActionState,
    key: string,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<ActionOutcome> {
    const executor = this.#of(tenantId, action);
    if (executor === undefined) return { kind: 'refused', reason: notSwitchedOn(action.kind), mayHelp: true };
    const cut = await this.#within(timeoutMs, signal, (own) =>
      direction === 'do' ? executor.perform(action, key, own) : executor.undo(action, before, key, own),
    );
    return cut.kind === 'answer' ? cut.answer : { kind: 'unknown', reason: `the action ${cut.reason}` };
  }

  async inquire(tenantId: string, { action }: PlannedAction, key: string, signal: AbortSignal): Promise<Traces> {
    const executor = this.#of(tenantId, action);
    if (executor === undefined) return { kind: 'unknown', reason: `nothing here knows of ${action.kind}` };
    const cut = await this.#within(ASK_TIMEOUT_MS, signal, (own) => executor.inquire(action, key, own));
    return cut.kind === 'answer' ? cut.answer : { kind: 'unknown', reason: `the question after it ${cut.reason}` };
  }

  #of(tenantId: string, { kind }: HealingAction): ActionExecutor | undefined {
    const known = this.#byTenant.get(tenantId);
    if (known !== undefined) return known.get(kind);
    const executors = this.executorsOf(tenantId);
    const byKind = new Map(
      executors.flatMap((executor) => Array.from(executor.kinds, (one) => [one, executor] as const)),
    );
    this.#byTenant.set(tenantId, byKind);
    return byKind.get(kind);
  }

  async #within<T>(timeoutMs: number, signal: AbortSignal, ask: (own: AbortSignal) => Promise<T>): Promise<Cut<T>> {
    return within(this.clock, timeoutMs, signal, ask);
  }
}

/** Asks, and stops waiting after a time or at a signal; whoever was asked is told to stop by a signal of its own. */
export async function within<T>(
  clock: Clock,
  timeoutMs: number,
  signal: AbortSignal,
  ask: (own: AbortSignal) => Promise<T>,
): Promise<Cut<T>> {
  if (signal.aborted) return { kind: 'cut', reason: reasonOf(signal) };
  const own = new AbortController();
  const timer = new AbortController();
  const cutOff = Promise.withResolvers<Cut<T>>();
  const onAbort = (): void => cutOff.resolve({ kind: 'cut', reason: reasonOf(signal) });
  signal.addEventListener('abort', onAbort);
  const tooLate = clock
    .wait(timeoutMs, timer.signal)
    .then((): Cut<T> => ({ kind: 'cut', reason: `was not over after ${timeoutMs} ms` }));
  const answer = (async () => ask(own.signal))().then(
    (value): Cut<T> => ({ kind: 'answer', answer: value }),
    (error: unknown): Cut<T> => ({
      kind: 'cut',
      reason: `failed: ${error instanceof Error ? error.message : String(error)}`,
    }),
  );
  try {
    return await Promise.race([answer, tooLate, cutOff.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    timer.abort();
    own.abort();
  }
}

const reasonOf = ({ reason }: AbortSignal): string =>
  `was cut off: ${reason instanceof Error ? reason.message : reason}`;
