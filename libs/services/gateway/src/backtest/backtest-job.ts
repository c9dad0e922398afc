import { decodeHistory } from '@tocsin/contracts/http/history-select';
import { Backtest, type LiveGroup } from '@tocsin/domain/backtest/backtest';
import { type BacktestCost, writtenBacktest, type WrittenBacktest } from '@tocsin/domain/backtest/backtest-report';
import type { Incident } from '@tocsin/domain/backtest/incidents';
import { type LiveEpisode, RuleBacktest } from '@tocsin/domain/backtest/rule-backtest';
import type { SampleSeries } from '@tocsin/domain/backtest/sample-feed';
import { groupIntervalMs } from '@tocsin/domain/groups/group-share';
import type { RuleGroupDraft } from '@tocsin/domain/groups/rule-group-document';
import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import { evaluationIntervalMs } from '@tocsin/domain/rules/condition-source';

/** What is back-tested. */
export type BacktestSubject =
  | {
      readonly kind: 'group';
      readonly group: RuleGroupDraft;
      /** What is known of the group's live evaluation; null for one that is not evaluated live. */
      readonly live: LiveGroup | null;
    }
  | {
      readonly kind: 'rule';
      readonly rule: AlertRule;
      /** The rule's alerts as they were live. */
      readonly live: readonly LiveEpisode[];
    };

/** A back-test as a thread is given it: all it needs, and nothing that is shared. */
export interface BacktestJob {
  readonly tenant: string;
  readonly subject: BacktestSubject;
  /** Milliseconds since 1970, both ends included. */
  readonly from: number;
  readonly to: number;
  readonly incidents: readonly Incident[] | null;
  /** The samples that it looks at, as the history's contract writes them; they may overlap. */
  readonly samples: readonly Uint8Array<ArrayBuffer>[];
}

const DAY_MS = 86_400_000;

/** What a thread tells of its job; `report` is the last of it. */
export type BacktestNews =
  { readonly kind: 'progress'; readonly share: number } | { readonly kind: 'report'; readonly report: WrittenBacktest };

/** Each hundredth is told, so that a bar moves and nobody is flooded. */
const PROGRESS_STEP = 0.01;

/** Samples as a thread was given them. */
export const decodeSamples = (samples: BacktestJob['samples']): SampleSeries[] =>
  samples.flatMap((bytes) => {
    const decoded = decodeHistory(bytes);
    if (decoded.kind === 'value') return decoded.value;
    throw new TypeError(`the samples of a back-test cannot be read: ${decoded.reason}`);
  });

/** Runs a back-test to its end. */
export function runBacktestJob(job: BacktestJob, tell: (news: BacktestNews) => void): void {
  const { tenant, subject, from, to, incidents, samples } = job;
  const series = decodeSamples(samples);
  const common = { series, from, to, incidents };
  const running =
    subject.kind === 'group'
      ? new Backtest({ ...common, document: subject.group, tenant, live: subject.live })
      : new RuleBacktest({ ...common, rule: subject.rule, live: subject.live });
  let told = 0;
  while (!running.isDone) {
    running.step();
    const { share } = running;
    if (share < told + PROGRESS_STEP && !running.isDone) continue;
    told = share;
    tell({ kind: 'progress', share });
  }
  tell({ kind: 'report', report: writtenBacktest(running.report(), costOf(subject, series)) });
}

function costOf(subject: BacktestSubject, series: readonly SampleSeries[]): BacktestCost {
  // A series that several conditions look at is read for each of them.
  const keys = new Set(series.map(({ labels }) => JSON.stringify(Object.entries(labels).toSorted())));
  const intervalMs = subject.kind === 'group' ? groupIntervalMs(subject.group) : evaluationIntervalMs(subject.rule);
  return {
    series: keys.size,
    samples: series.reduce((sum, { times }) => sum + times.length, 0),
    evaluations_per_day: intervalMs === null ? null : DAY_MS / intervalMs,
  };
}
