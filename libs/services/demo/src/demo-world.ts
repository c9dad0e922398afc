import type { Sample } from '@tocsin/contracts/topics/pack-samples';
import type { RuleDraft } from '@tocsin/domain/rules/alert-rule';

export const DEMO_TENANT = 'demo';

/** A source of the demo tenant's metrics: what it sends at a tick, and the rules that watch it. */
export interface DemoWorld {
  /** One line that says what this is and whether it was recorded or simulated. */
  description: string;
  rules: Readonly<Record<string, RuleDraft>>;
  /** The samples of tick `tick` (counted from the demo's first start), stamped with `at`. */
  samplesAt(tick: number, at: number): Sample[];
}
