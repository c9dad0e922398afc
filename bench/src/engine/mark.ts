/** A moment by the clock and by the CPU time of this process. */
export class Mark {
  readonly #ms = performance.now();
  readonly #cpu = process.cpuUsage();

  static now(): Mark {
    return new Mark();
  }

  secondsSince(earlier: Mark): number {
    return (this.#ms - earlier.#ms) / 1_000;
  }

  cpuSecondsSince(earlier: Mark): number {
    const { user, system } = this.#cpu;
    return (user + system - earlier.#cpu.user - earlier.#cpu.system) / 1e6;
  }
}
