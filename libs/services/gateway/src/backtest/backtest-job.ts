import { decodeHistory } from '@tocsin/contracts/http/history-select';
import { Backtest } from '@tocsin/domain/backtest/backtest';
import { writtenBacktest, type WrittenBacktest } from '@tocsin/domain/backtest/backtest-report';
import type { Incident } from '@tocsin/domain/backtest/incidents';
import type { RuleGroupDraft } from '@tocsin/domain/groups/rule-group-document';

/** A back-test as a thread is given it: all it needs, and nothing that is shared. */
export interface BacktestJob {
  readonly tenant: string;
  readonly group: RuleGroupDraft;
  /** Milliseconds since 1970, both ends included. */
  readonly from: number;
  readonly to: number;
  readonly incidents: readonly Incident[] | null;
  /** The samples that it looks at, as the history's contract writes them; they may overlap. */
  readonly samples: readonly Uint8Array<ArrayBuffer>[];
}

/** What a thread tells of its job; `report` is the last of it. */
export type BacktestNews =
  { readonly kind: 'progress'; readonly share: number } | { readonly kind: 'report'; readonly report: WrittenBacktest };

/** Each hundredth is told, so that a bar moves and nobody is flooded. */
const PROGRESS_STEP = 0.01;

/** Runs a back-test to its end. */
export function runBacktestJob(job: BacktestJob, tell: (news: BacktestNews) => void): void {
  const { tenant, group, from, to, incidents, samples } = job;
  const series = samples.flatMap((bytes) => {
    const decoded = decodeHistory(bytes);
    if (decoded.kind === 'value') return decoded.value;
    throw new TypeError(`the samples of a back-test cannot be read: ${decoded.reason}`);
  });
  const running = new Backtest({ document: group, tenant, series, from, to, incidents });
  let told = 0;
  while (!running.isDone) {
    running.step();
    const { share } = running;
    if (share < told + PROGRESS_STEP && !running.isDone) continue;
    told = share;
    tell({ kind: 'progress', share });
  }
  tell({ kind: 'report', report: writtenBacktest(running.report()) });
}
