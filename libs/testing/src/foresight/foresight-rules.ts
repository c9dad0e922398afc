import type { RuleCondition } from '@tocsin/domain/rules/condition';
import { ConditionFactory } from '@tocsin/domain/rules/condition-factory';
import { BREACH_PROBABILITY } from '@tocsin/domain/rules/condition-source';
import { type AlertRule, type RuleDraft, RuleDraftSchema } from '@tocsin/domain/rules/alert-rule';
import { CPU_UTILIZATION, type ReplayedFile } from './replayed-file.js';

/** How far ahead the rules look. */
export const HORIZON = '1h';
/** Crossings that lie closer together are one breach, and warnings one warning. */
const KEPT = '30m';
/** A forecast counts when as much of its weight lies above the threshold as is above this quantile. */
const QUANTILE = '0.8';
/** Chances from here on count, for whoever wants to be right and for whoever wants to miss little. */
const LIKELY = 0.5;
const POSSIBLE = 0.2;
/** The least score that is odd. */
const ODD = 0.8;

/** The rules of one file. */
export interface ForesightRules {
  /** Fires when the value passes the file's threshold. */
  readonly threshold: AlertRule;
  /** Fires when a forecast does. */
  readonly forecast: AlertRule;
  /** Fires when it is likely that the first one will. */
  readonly likely: AlertRule;
  /** Fires at a lower chance. */
  readonly possible: AlertRule;
  /** Fires when the value is odd; so that scores are made, too. */
  readonly anomaly: AlertRule;
}

const draft = (name: string, condition: RuleCondition): RuleDraft =>
  RuleDraftSchema.parse({
    name,
    severity: 'HIGH',
    category: 'infrastructure',
    conditions: [condition],
    keep_firing_for: KEPT,
  });

/** Makes a file's rules, by whatever makes a rule of a draft. */
export async function makeRules(
  { instance, threshold }: Pick<ReplayedFile, 'instance' | 'threshold'>,
  make: (draft: RuleDraft) => Promise<AlertRule>,
): Promise<ForesightRules> {
  const labels = { instance };
  const full = await make(
    draft(`${instance} is high`, ConditionFactory.threshold(CPU_UTILIZATION, '>', threshold, { labels })),
  );
  const ahead = ConditionFactory.forecast(CPU_UTILIZATION, HORIZON, '>', threshold, { quantile: QUANTILE, labels });
  const told = { ...labels, rule_id: full.id, horizon: HORIZON };
  const from = (chance: number): RuleCondition =>
    ConditionFactory.threshold(BREACH_PROBABILITY, '>=', chance, { labels: told });
  return {
    threshold: full,
    forecast: await make(draft(`${instance} will be high`, ahead)),
    likely: await make(draft(`${instance} will probably be high`, from(LIKELY))),
    possible: await make(draft(`${instance} may become high`, from(POSSIBLE))),
    anomaly: await make(draft(`${instance} is odd`, ConditionFactory.anomaly(CPU_UTILIZATION, ODD, { labels }))),
  };
}
