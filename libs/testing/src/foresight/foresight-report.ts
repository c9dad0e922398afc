import { type Episode, episodesOf, type EpisodeStep } from '@tocsin/domain/backtest/episodes';
import { median } from '@tocsin/domain/backtest/incidents';
import type { AlertRule } from '@tocsin/domain/rules/alert-rule';

/** How a rule that looks ahead did beside the rule whose firing it should tell of. All times in ms. */
export interface Foresight {
  /** Times that the threshold rule fired. */
  readonly breaches: number;
  /** Breaches before which, by the horizon at most, the rule that looks ahead began to fire. */
  readonly foreseen: number;
  /** Breaches before which it began to fire even earlier, and still did: true at last, but told too soon. */
  readonly told_too_soon: number;
  /** All other breaches. */
  readonly missed: number;
  /** Of the breaches foreseen, how long before each one the latest warning began. */
  readonly leads: readonly number[];
  /** Times that the rule that looks ahead fired. */
  readonly warnings: number;
  /** Warnings with a breach behind them, by the horizon at most. */
  readonly early: number;
  /** Warnings that began with a breach, or while one stood, and with none behind them. */
  readonly late: number;
  /** Warnings with nothing behind them by the horizon. */
  readonly wrong: number;
  /** Warnings with nothing behind them, of which the recording ended before the horizon did. */
  readonly open: number;
}

/** What is compared: two rules on one series. */
export interface ForesightOf {
  readonly threshold: Pick<AlertRule, 'id'>;
  readonly ahead: Pick<AlertRule, 'id'>;
  /** How far the second one looks ahead. */
  readonly horizonMs: number;
  /** When the samples ended; ms since 1970. */
  readonly endedAt: number;
}

/** Counts what was foreseen, and what was foreseen and did not come. Transitions of other rules are passed over. */
export function foresightOf(
  transitions: readonly EpisodeStep[],
  { threshold, ahead, horizonMs, endedAt }: ForesightOf,
): Foresight {
  const of = (rule: string): Episode[] => episodesOf(transitions.filter(({ rule_id }) => rule_id === rule));
  const [breaches, warnings] = [of(threshold.id), of(ahead.id)];
  const leads = breaches.flatMap(({ firedAt }) => {
    const told = warnings.findLast((warning) => isWithin(warning.firedAt, firedAt, horizonMs));
    return told === undefined ? [] : [firedAt - told.firedAt];
  });
  const toldTooSoon = breaches.filter(
    ({ firedAt }) =>
      !warnings.some((warning) => isWithin(warning.firedAt, firedAt, horizonMs)) &&
      warnings.some((warning) => warning.firedAt < firedAt && lastsAt(warning, firedAt)),
  ).length;
  const kinds = warnings.map(({ firedAt: at }) => {
    if (breaches.some(({ firedAt }) => isWithin(at, firedAt, horizonMs))) return 'early';
    if (breaches.some((breach) => breach.firedAt <= at && lastsAt(breach, at))) return 'late';
    return at + horizonMs > endedAt ? 'open' : 'wrong';
  });
  const count = (kind: (typeof kinds)[number]): number => kinds.filter((one) => one === kind).length;
  return {
    breaches: breaches.length,
    foreseen: leads.length,
    told_too_soon: toldTooSoon,
    missed: breaches.length - leads.length - toldTooSoon,
    leads,
    warnings: warnings.length,
    early: count('early'),
    late: count('late'),
    wrong: count('wrong'),
    open: count('open'),
  };
}

/** Several series as one. */
export function summedForesight(all: readonly Foresight[]): Foresight {
  const sum = (name: Exclude<keyof Foresight, 'leads'>): number => all.reduce((total, one) => total + one[name], 0);
  return {
    breaches: sum('breaches'),
    foreseen: sum('foreseen'),
    told_too_soon: sum('told_too_soon'),
    missed: sum('missed'),
    leads: all.flatMap(({ leads }) => leads),
    warnings: sum('warnings'),
    early: sum('early'),
    late: sum('late'),
    wrong: sum('wrong'),
    open: sum('open'),
  };
}

/** The same for a line of a report, the times of warning as their median in minutes; null where nothing was foreseen. */
export function foresightLine({ leads, ...counts }: Foresight): Omit<Foresight, 'leads'> & {
  readonly median_lead_min: number | null;
} {
  const middle = median(leads);
  return { ...counts, median_lead_min: middle === null ? null : middle / 60_000 };
}

const isWithin = (warnedAt: number, firedAt: number, horizonMs: number): boolean =>
  warnedAt < firedAt && firedAt <= warnedAt + horizonMs;

const lastsAt = ({ resolvedAt }: Episode, at: number): boolean => resolvedAt === null || resolvedAt >= at;
