/** Times are told apart by the second: finer would cost memory for each batch, coarser would outdate more than was touched. */
const RESOLUTION_MS = 1_000;
/**
 * Most seconds of one tenant that are told apart; what is older shares one revision. Results are kept for five minutes,
 * and half of the seconds are given up at once.
 */
const SECONDS_MAX = 1_200;

interface Step {
  /** Nothing before this time has come since the step before. */
  readonly from: number;
  readonly revision: number;
}

/**
 * Says of any time whether samples up to it have come since somebody last asked, in some kilobytes a tenant. Kept are,
 * rising in both, the times back to which batches reached and their numbers: a batch makes those behind it superfluous
 * whose times are not before its own.
 */
export class SampleRevisions {
  readonly #byTenant = new Map<string, Step[]>();
  #last = 0;

  /**
   * @param run - names this run of the process; what another run has said of its samples says nothing of these
   */
  constructor(
    private readonly run: string,
    private readonly secondsMax = SECONDS_MAX,
  ) {}

  /** A batch has come whose earliest sample is of this time; ms since 1970. */
  took(tenant: string, earliest: number): void {
    const from = Math.floor(earliest / RESOLUTION_MS) * RESOLUTION_MS;
    this.#last += 1;
    let steps = this.#byTenant.get(tenant);
    if (steps === undefined) this.#byTenant.set(tenant, (steps = []));
    while ((steps.at(-1)?.from ?? Number.NEGATIVE_INFINITY) >= from) steps.pop();
    steps.push({ from, revision: this.#last });
    if (steps.length <= this.secondsMax) return;
    // A number that was never given to the times that share it now, so that nothing from before passes for current.
    const cut = steps.splice(0, Math.ceil(this.secondsMax / 2));
    const { revision } = cut.at(-1) as Step;
    steps.unshift({ from: Number.NEGATIVE_INFINITY, revision });
  }

  /** Stays the same as long as no sample of the tenant comes whose time is not after `to`; ms since 1970. */
  of(tenant: string, to: number): string {
    const steps = this.#byTenant.get(tenant) ?? [];
    let [low, high] = [0, steps.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((steps[middle] as Step).from <= to) low = middle + 1;
      else high = middle;
    }
    return `${this.run}:${steps[low - 1]?.revision ?? 0}`;
  }
}
