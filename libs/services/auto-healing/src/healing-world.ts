import type { GuardName } from '@tocsin/domain/healing/guard';
import type { LookAnswer, RunNews } from '@tocsin/domain/healing/next-move';
import type { Run } from '@tocsin/domain/healing/run';
import type { RunEvent } from '@tocsin/domain/healing/run-event';

/** Asks the engine, as alerts' rules are asked. */
export interface HealingQueries {
  /**
   * Whether an expression that compares gives anything at a time.
   *
   * @returns `unanswered` where that could not be found out
   */
  ask(tenantId: string, expr: string, at: number, signal: AbortSignal): Promise<LookAnswer>;
}

/** Knows which alerts there are. */
export interface AlertStates {
  stateOf(
    tenantId: string,
    ruleId: string,
    fingerprint: string,
    signal: AbortSignal,
  ): Promise<'firing' | 'over' | 'unknown'>;
}

/** Tells people. It may be told the same more than once, after a crash. */
export interface HealingNotifier {
  /** @throws when nobody was told; it is tried again */
  tell(run: Run, news: RunNews): Promise<void>;
}

/** What the audit is told: each event of a run, and what was held back before there was one. */
export type HealingAuditEntry =
  | {
      readonly kind: 'run_event';
      /** The same each time that it is told. */
      readonly id: string;
      readonly run: Run;
      readonly event: RunEvent;
    }
  | {
      readonly kind: 'held_back';
      readonly id: string;
      readonly tenantId: string;
      readonly playbookId: string;
      readonly targets: readonly string[];
      readonly guard: GuardName;
      readonly reason: string;
      readonly at: number;
    };

export interface HealingAudit {
  /** Resolves when all are kept. An id may come again. */
  record(entries: readonly HealingAuditEntry[]): Promise<void>;
}
