import type { Transition } from '@tocsin/domain/engine/transition';
import { HORIZONS } from '@tocsin/domain/forecasting/series-forecaster';
import { type Foresight, foresightOf } from './foresight-report.js';
import { type ForesightRules, HORIZON } from './foresight-rules.js';
import type { ReplayedFile } from './replayed-file.js';

/** The rules that look ahead. */
export type RuleAhead = 'forecast' | 'likely' | 'possible';

/** What one of a file's rules foresaw of its breaches. */
export function fileForesight(
  transitions: readonly Transition[],
  { later }: ReplayedFile,
  rules: ForesightRules,
  ahead: RuleAhead,
): Foresight {
  return foresightOf(transitions, {
    threshold: rules.threshold,
    ahead: rules[ahead],
    horizonMs: HORIZONS[HORIZON],
    endedAt: later.at(-1)?.timestamp ?? 0,
  });
}
