import { restored, type State } from '../detection/state.js';
import { Adwin } from './adwin.js';
import { ksDistance, ksProbability } from './kolmogorov-smirnov.js';
import { PageHinkley } from './page-hinkley.js';
import { populationStability } from './population-stability.js';

/** Values that stand for how it was, and for how it is now. */
const REFERENCE = 512;
const RECENT = 256;
/** Distributions are compared once in so many values. */
const COMPARE_EVERY = 32;
const BINS = 10;
/** A comparison of one distribution with itself comes out so once in a hundred thousand: it is made thousands of times. */
const KS_PROBABILITY_MAX = 1e-5;
/** "Another population", by the rule of thumb; with these window sizes chance alone gives 0.25 once in a hundred thousand, too. */
const PSI_MAX = 0.25;
const ADWIN_DELTA = 0.002;
/** In standard deviations: a mean that moves by a quarter is let be. */
const PAGE_HINKLEY = { tolerance: 0.25, threshold: 20 };
/** What makes numbers that lie evenly between 0 and 1 have a standard deviation of 1. */
const UNIFORM_TO_DEVIATION = Math.sqrt(12);

/** Beyond this, 512 values are worth ten independent ones, and nothing can be said. */
const INFLATION_MAX = 50;

export type DriftTest = 'adwin' | 'page_hinkley' | 'kolmogorov_smirnov' | 'population_stability';

/** A test that says a stream is no longer what it was. */
export interface StreamFinding {
  readonly test: DriftTest;
  /** What the test measured. */
  readonly statistic: number;
  /** What it would have let be. */
  readonly threshold: number;
}

interface StreamDriftState extends State {
  readonly reference: Float64Array;
  readonly recent: Float64Array;
  /** How many values of the reference, and of the recent ones, lie in each tenth of the reference. */
  readonly referenceBins: Float64Array;
  readonly recentBins: Float64Array;
  readonly adwin: State;
  readonly pageHinkley: State;
  referenceCount: number;
  /** By how much the values' autocorrelation makes means vary more than those of independent values; 1 where there is none. */
  inflation: number;
  recentCount: number;
}

/**
 * Tells when the values of a stream stop coming from the distribution that its first 512 came from. Each value is taken by its
 * rank among those, so that heavy tails and units do not matter; ADWIN and Page-Hinkley watch whether ranks move, KS and PSI
 * whether their distribution does. After a finding, the next 512 values are what counts as usual.
 *
 * The tests are made for independent values. How much each of the first 512 is like the one before says by how much they have to be slackened,
 * as for an autoregression of first order; with rhythms longer than a window, whole rhythms have to be in it.
 */
export class StreamDrift {
  #state: StreamDriftState;
  #adwin: Adwin;
  #pageHinkley: PageHinkley;

  constructor(stored?: State) {
    this.#adwin = new Adwin(ADWIN_DELTA);
    this.#pageHinkley = new PageHinkley(PAGE_HINKLEY);
    this.#state = this.#fresh();
    if (stored === undefined) return;
    const state = restored(this.state, stored);
    this.#adwin = new Adwin(ADWIN_DELTA, state.adwin);
    this.#pageHinkley = new PageHinkley(PAGE_HINKLEY, state.pageHinkley);
    this.#state = { ...state, adwin: this.#adwin.state, pageHinkley: this.#pageHinkley.state };
  }

  get state(): StreamDriftState {
    return this.#state;
  }

  /** Whether it knows what is usual. */
  get ready(): boolean {
    return this.#state.referenceCount === REFERENCE;
  }

  /** What the value, a finite number, shows; almost always nothing. */
  observe(value: number): StreamFinding[] {
    const state = this.#state;
    if (!this.ready) {
      state.reference[state.referenceCount] = value;
      state.referenceCount += 1;
      if (this.ready) this.#learn();
      return [];
    }
    const rank = rankOf(value, state.reference);
    this.#remember(value, rank);
    const compared = state.recentCount >= RECENT && state.recentCount % COMPARE_EVERY === 0;
    const findings: (StreamFinding | false | undefined)[] = [
      named('adwin', this.#adwin.observe(rank, state.inflation)),
      named('page_hinkley', this.#pageHinkley.observe((rank - 0.5) * UNIFORM_TO_DEVIATION, state.inflation)),
      compared && this.#kolmogorovSmirnov(),
      compared && this.#populationStability(),
    ];
    const found = findings.filter((finding) => finding !== undefined && finding !== false);
    if (found.length > 0) this.restart();
    return found;
  }

  /** Forgets what is usual. */
  restart(): void {
    this.#adwin = new Adwin(ADWIN_DELTA);
    this.#pageHinkley = new PageHinkley(PAGE_HINKLEY);
    this.#state = this.#fresh();
  }

  #learn(): void {
    const state = this.#state;
    const inOrder = state.reference.slice();
    state.reference.sort();
    const ranks = inOrder.map((value) => rankOf(value, state.reference));
    for (const rank of ranks) count(state.referenceBins, rank, 1);
    state.inflation = inflationOf(ranks);
  }

  #remember(value: number, rank: number): void {
    const state = this.#state;
    const place = state.recentCount % RECENT;
    const oldest = state.recent[place] as number;
    if (state.recentCount >= RECENT) count(state.recentBins, rankOf(oldest, state.reference), -1);
    count(state.recentBins, rank, 1);
    state.recent[place] = value;
    state.recentCount += 1;
  }

  #kolmogorovSmirnov(): StreamFinding | undefined {
    const { reference, recent, inflation } = this.#state;
    const statistic = ksDistance(reference, recent.toSorted());
    const threshold = KS_DISTANCE_MAX * Math.sqrt(inflation);
    return statistic > threshold ? { test: 'kolmogorov_smirnov', statistic, threshold } : undefined;
  }

  #populationStability(): StreamFinding | undefined {
    const { referenceBins, recentBins, inflation } = this.#state;
    const statistic = populationStability(referenceBins, recentBins);
    const threshold = PSI_MAX * inflation;
    return statistic > threshold ? { test: 'population_stability', statistic, threshold } : undefined;
  }

  #fresh(): StreamDriftState {
    return {
      reference: new Float64Array(REFERENCE),
      recent: new Float64Array(RECENT),
      referenceBins: new Float64Array(BINS),
      recentBins: new Float64Array(BINS),
      adwin: this.#adwin.state,
      pageHinkley: this.#pageHinkley.state,
      referenceCount: 0,
      inflation: 1,
      recentCount: 0,
    };
  }
}

/** The distance at which the probability is what it may be at least. */
const KS_DISTANCE_MAX = smallestDistance();

function smallestDistance(): number {
  let low = 0;
  let high = 1;
  for (let step = 0; step < 50; step++) {
    const middle = (low + high) / 2;
    if (ksProbability(middle, REFERENCE, RECENT) > KS_PROBABILITY_MAX) low = middle;
    else high = middle;
  }
  return high;
}

const named = (
  test: DriftTest,
  found: { readonly statistic: number; readonly threshold: number } | undefined,
): StreamFinding | undefined => (found === undefined ? undefined : { test, ...found });

/** The share of sorted values that a value is above; of those that equal it, half count. */
function rankOf(value: number, sorted: Float64Array): number {
  return (placeOf(value, sorted, false) + placeOf(value, sorted, true)) / (2 * sorted.length);
}

/** How many of sorted values are below a value, or, with equals, not above it. */
function placeOf(value: number, sorted: Float64Array, equals: boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = sorted[middle] as number;
    if (equals ? other <= value : other < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** (1 + r) / (1 - r) for a correlation r of each rank with the next. */
function inflationOf(ranks: Float64Array): number {
  let squares = 0;
  let products = 0;
  for (let index = 0; index < ranks.length; index++) {
    const apart = (ranks[index] as number) - 0.5;
    squares += apart * apart;
    if (index > 0) products += apart * ((ranks[index - 1] as number) - 0.5);
  }
  const correlation = squares === 0 ? 0 : Math.max(0, products / squares);
  return correlation >= 1 ? INFLATION_MAX : Math.min(INFLATION_MAX, (1 + correlation) / (1 - correlation));
}

/** Adds to the tenth that a rank lies in. */
function count(bins: Float64Array, rank: number, by: number): void {
  const bin = Math.min(BINS - 1, Math.floor(rank * BINS));
  bins[bin] = (bins[bin] as number) + by;
}
