import type { JointAbstention } from './joint-likelihood.js';
import type { Abstention } from './series-forecaster.js';

/** Why nothing is predicted: what the predictor says of series and rules, and what is known of rules beforehand. */
export type WhyNothingPredicted =
  | JointAbstention
  | Abstention['reason']
  /** What was told before did not come true often enough. */
  | 'calibration_broken'
  /** Alerts of rule groups are evaluated by the clock, and not simulated. */
  | 'rule_of_a_group';

const texts: Readonly<Record<WhyNothingPredicted, string>> = {
  reads_predictions: 'its rule is decided by predictions itself',
  reads_silence: 'its rule waits for a series to stop, which is not predicted',
  reads_events: 'its rule reads texts of events',
  reads_fixed_times: 'its rule looks at fixed times',
  no_series: 'none of its series has come',
  too_many_series: 'its rule reads too many series',
  too_little_past: 'too little is known of the past',
  too_seldom: 'its samples come too seldom',
  windows_too_short: 'the windows of its rule are too short to look so far ahead',
  too_much_to_simulate: 'its rule would take too long to simulate',
  already_firing: 'it fires already',
  cannot_be_evaluated: 'its rule cannot be evaluated',
  calibration_broken: 'earlier predictions did not come true',
  rule_of_a_group: 'alerts of rule groups are not predicted',
};

/** Why nothing is predicted, in words; a reason that a newer platform gives, as it stands. */
export const whyNothingPredicted = (reason: string): string =>
  Object.hasOwn(texts, reason) ? texts[reason as WhyNothingPredicted] : reason.replaceAll('_', ' ');
