import { dueAt } from './life-cycle.js';
import type { EngineState } from './engine-state.js';
import type { Judge } from './judge.js';

/** Runs what falls due on timelines: silence, `for` and `keep_firing_for`; silence goes first. */
export class Timekeeper {
  constructor(
    private readonly state: EngineState,
    private readonly judge: Judge,
    private readonly forgetAfterMs: number,
  ) {}

  /**
   * Runs everything that fell due before `time`, without what falls due by an outage alone. What happens at `time`
   * itself is decided by the sample that comes then.
   */
  runBefore(timeline: number, time: number): void {
    const { silenceDue, lifeDue } = this.state.timelines;
    const lived = time - this.state.outages.between(this.state.lastSampleOn(timeline), time);
    while (Math.min(silenceDue[timeline] as number, lifeDue[timeline] as number) < lived) this.#runNext(timeline);
  }

  /** Runs everything due up to `time`. */
  runUpTo(timeline: number, time: number): void {
    const { silenceDue, lifeDue } = this.state.timelines;
    while (Math.min(silenceDue[timeline] as number, lifeDue[timeline] as number) <= time) this.#runNext(timeline);
  }

  /** After a sample: holds that end with it are over; a silence that would begin now is still left to the next record. */
  runLivesUpTo(timeline: number, time: number): void {
    const { lifeDue } = this.state.timelines;
    while ((lifeDue[timeline] as number) <= time) this.#passTime(timeline, lifeDue[timeline] as number);
  }

  /** Finds anew when the next binding of a timeline falls silent. */
  findSilence(timeline: number): void {
    const { bindings, timelines } = this.state;
    let due = Number.POSITIVE_INFINITY;
    for (const binding of this.state.bindingsOn(timeline)) {
      if (bindings.truth[binding] === this.state.truthInSilenceOf(binding)) continue;
      due = Math.min(due, this.state.silenceDueOf(binding));
    }
    timelines.silenceDue[timeline] = due;
  }

  /** After an outage: entities' timelines may stand in the midst of it, and their silences end later. */
  findSilencesOfEntities(): void {
    const { timelines } = this.state;
    for (const timeline of timelines.entities()) {
      this.findSilence(timeline);
      this.schedule(timeline);
    }
  }

  /** Finds anew when the next alert instance of a timeline changes by itself, if one's life has changed. */
  findLives(timeline: number): void {
    const { timelines, lives, bindings } = this.state;
    if (!Number.isNaN(timelines.lifeDue[timeline])) return;
    let due = Number.POSITIVE_INFINITY;
    for (const binding of this.state.bindingsOn(timeline)) {
      const instance = bindings.instance[binding] as number;
      const life = lives.get(instance);
      if (life !== undefined) due = Math.min(due, dueAt(life, this.state.ruleOf(instance).holds));
    }
    timelines.lifeDue[timeline] = due;
  }

  /** Sees to it that the clock wakes a timeline in time. */
  schedule(timeline: number): void {
    const { timelines, heap } = this.state;
    const due = Math.min(
      timelines.silenceDue[timeline] as number,
      timelines.lifeDue[timeline] as number,
      this.#forgetDue(timeline),
    );
    const wakesAt = (timelines.anchorClock[timeline] as number) + (due - (timelines.anchorTime[timeline] as number));
    if (!(wakesAt < (timelines.wakesAt[timeline] as number))) return;
    timelines.wakesAt[timeline] = wakesAt;
    heap.push(wakesAt, timeline);
  }

  /**
   * Runs what the clock has brought due on all timelines.
   *
   * @returns series that have been silent so long that they are to be forgotten, in the order of their keys
   */
  runClock(): number[] {
    const { heap, timelines, series, clock } = this.state;
    const forgotten: number[] = [];
    while (heap.earliest() <= clock) {
      const wokenAt = heap.earliest();
      const timeline = heap.pop();
      if (wokenAt !== timelines.wakesAt[timeline]) continue;
      timelines.wakesAt[timeline] = Number.POSITIVE_INFINITY;
      const now = timelines.now(timeline, clock);
      this.runUpTo(timeline, now);
      if (this.#forgetDue(timeline) <= now) forgotten.push(timelines.series[timeline] as number);
      else this.schedule(timeline);
    }
    return forgotten.sort((a, b) => ((series.keys[a] as string) < (series.keys[b] as string) ? -1 : 1));
  }

  #forgetDue(timeline: number): number {
    const { timelines } = this.state;
    return (timelines.series[timeline] as number) < 0
      ? Number.POSITIVE_INFINITY
      : (timelines.anchorTime[timeline] as number) + this.forgetAfterMs;
  }

  #runNext(timeline: number): void {
    const { silenceDue, lifeDue } = this.state.timelines;
    if ((silenceDue[timeline] as number) <= (lifeDue[timeline] as number))
      this.#fallSilent(timeline, silenceDue[timeline] as number);
    else this.#passTime(timeline, lifeDue[timeline] as number);
  }

  #fallSilent(timeline: number, due: number): void {
    const { bindings } = this.state;
    const touched = new Set<number>();
    for (const binding of this.state.bindingsOn(timeline)) {
      const truthInSilence = this.state.truthInSilenceOf(binding);
      if (bindings.truth[binding] === truthInSilence || this.state.silenceDueOf(binding) > due) continue;
      bindings.truth[binding] = truthInSilence;
      touched.add(bindings.instance[binding] as number);
    }
    for (const instance of touched) this.judge.reconsider(instance, due);
    this.findSilence(timeline);
    this.findLives(timeline);
  }

  #passTime(timeline: number, due: number): void {
    const { lives, bindings } = this.state;
    for (const binding of this.state.bindingsOn(timeline)) {
      const instance = bindings.instance[binding] as number;
      const life = lives.get(instance);
      if (life !== undefined && dueAt(life, this.state.ruleOf(instance).holds) <= due)
        this.judge.observe(instance, { kind: 'time_passed', at: due });
    }
    this.state.timelines.lifeDue[timeline] = Number.NaN;
    this.findLives(timeline);
  }
}
