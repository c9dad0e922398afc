import type { Unit } from './unit.js';

/** What a measure is asked with; texts as they stand in PromQL. */
export interface MeasureGiven {
  /** Of rates: over how long. */
  readonly window: string;
  /** Of histograms. */
  readonly quantile: number;
  /** The labels that sums keep; null: those of the measure. */
  readonly by: readonly string[] | null;
  /** Of the labels that a measure keeps where nobody says, those that its series have, or what they have instead. */
  readonly sent: (labels: readonly string[]) => readonly string[];
  /** The label of a status: `code` or `status`. */
  readonly status: string;
}

/** A number that is made of series. */
export interface Measure {
  readonly unit: Unit;
  /** PromQL for it. */
  readonly expr: (given: MeasureGiven) => string;
  /** It is taken over a window, so that a window that is said is its own. */
  readonly isWindowed?: boolean;
  /** It sums series by labels, which may be others. */
  readonly isGrouped?: boolean;
  /** It is a quantile, and may be another. */
  readonly isQuantile?: boolean;
}

/** How a number is said decides which one is measured: a share, an amount, how many a second, how many in a time. */
export type Aspect = 'share' | 'level' | 'rate' | 'count' | 'mean';

/** One way in which a thing is measured. */
export interface ConceptSource {
  /** The metrics that must be there. */
  readonly needs: readonly string[];
  readonly measures: Readonly<Partial<Record<Aspect, Measure>>>;
}

/** A thing that people speak of, and what exporters and libraries call it. */
export interface Concept {
  readonly id: string;
  /** What people call it; in lower case. */
  readonly phrases: readonly string[];
  /** Names of gauges that are it, without the unit at the end. */
  readonly gauges: readonly string[];
  /** The first is what is taken where nothing is known of a tenant: it is what the rule templates read. */
  readonly sources: readonly ConceptSource[];
  /** Which measure is meant when the number does not tell. Null: whoever asks must say in what time. */
  readonly usual: Aspect | null;
  /** The limit that is proposed where none was said, in the unit of the usual measure. */
  readonly limit?: { readonly operator: '>' | '<'; readonly value: number };
  /** What is left of it: by this a forecast tells when it runs out. */
  readonly left?: string;
}
