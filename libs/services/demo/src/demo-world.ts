import type { Sample } from '@tocsin/contracts/topics/pack-samples';
import type { RuleDraft } from '@tocsin/domain/rules/alert-rule';

export const DEMO_TENANT = 'demo';

/** A source of the demo tenant's metrics: what it sends at a tick, the rules that watch it, and what is to be predicted of it. */
export interface DemoWorld {
  /** One line that says what this is and whether it was recorded or simulated. */
  description: string;
  rules: Readonly<Record<string, RuleDraft>>;
  /** Selectors of the series that are marked for predictions. */
  marks: readonly string[];
  /** The samples of tick `tick` (counted from the demo's first start), stamped with `at`. */
  samplesAt(tick: number, at: number): Sample[];
}
