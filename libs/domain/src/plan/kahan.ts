/**
 * A compensated sum (Kahan, in Neumaier's form), as Prometheus adds up samples: the rounding errors are carried beside
 * the sum. A sum that overflows stays infinite.
 */
export class CompensatedSum {
  sum = 0;
  compensation = 0;

  set(sum: number, compensation: number): void {
    this.sum = sum;
    this.compensation = compensation;
  }

  add(value: number): void {
    const { sum } = this;
    const next = sum + value;
    if (next === Number.POSITIVE_INFINITY || next === Number.NEGATIVE_INFINITY) this.compensation = 0;
    else if (Math.abs(sum) >= Math.abs(value)) this.compensation += sum - next + value;
    else this.compensation += value - next + sum;
    this.sum = next;
  }

  get total(): number {
    return this.sum + this.compensation;
  }
}

/**
 * A mean as Prometheus takes it: of the compensated sum while that is finite, then carried on as a running mean, so that
 * values near the largest number do not overflow it.
 */
export class CompensatedMean {
  readonly #sum = new CompensatedSum();
  #count = 0;
  #isRunning = false;

  reset(): void {
    this.#sum.set(0, 0);
    this.#count = 0;
    this.#isRunning = false;
  }

  add(value: number): void {
    const sum = this.#sum;
    this.#count += 1;
    const count = this.#count;
    if (count === 1) {
      sum.set(value, 0);
      return;
    }
    if (!this.#isRunning) {
      const [before, compensation] = [sum.sum, sum.compensation];
      sum.add(value);
      if (Number.isFinite(sum.sum) || Number.isNaN(sum.sum)) return;
      this.#isRunning = true;
      sum.set(before / (count - 1), compensation / (count - 1));
    }
    const share = (count - 1) / count;
    sum.set(share * sum.sum, share * sum.compensation);
    sum.add(value / count);
  }

  get mean(): number {
    const { sum, compensation } = this.#sum;
    return this.#isRunning ? sum + compensation : sum / this.#count + compensation / this.#count;
  }
}
