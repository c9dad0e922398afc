import { grown, roomFor } from '../engine/columns.js';
import type { LabelSet } from './label-set.js';
import { aggregateOf, functionsOfEnds } from './incremental-windows.js';
import { type Description, type Scope, type ScalarOperator, VectorOperator } from './operator.js';
import type { RangeOperator } from './selectors.js';
import { NO_VALUE, type Series, timeAt } from './series-store.js';
import { NamelessLabels } from './twins.js';
import type { WindowAggregate } from './window-aggregate.js';
import { type WindowFunction, windowFunctions } from './window-functions.js';
import type { Window } from './window.js';

/** Before every position: nothing is kept yet. */
const NONE = -1;

/** A function of each series' samples in a range. What it keeps of each window moves on with the range. */
export class WindowedFunction extends VectorOperator {
  readonly labels: readonly LabelSet[];
  readonly drops: readonly boolean[];
  readonly isOfOneMetric: boolean;
  readonly #nameless: NamelessLabels | null;
  readonly #window: Window;
  readonly #of: WindowFunction;
  readonly #aggregate: WindowAggregate | null;
  /** Of each place: the first sample that its window keeps, by its position for good, and the next that will enter. */
  #heads = new Int32Array(0);
  #tails = new Int32Array(0);
  /** Of each place: how many samples its window keeps, staleness markers left out. */
  #counts = new Int32Array(0);
  #start = Number.NEGATIVE_INFINITY;
  #end = Number.NEGATIVE_INFINITY;
  #rewinds = 0;

  constructor(
    scope: Scope,
    private readonly input: RangeOperator,
    private readonly parameters: readonly ScalarOperator[],
    private readonly func: string,
    private readonly options: {
      /** Elements keep their names, unless those of the input are to lose theirs. */
      keepsName: boolean;
      /** Told of the scalar arguments once an evaluation, when there is a series to use them on. */
      onParameters?: (parameters: readonly number[]) => void;
      onElement?: (labels: LabelSet) => void;
    },
  ) {
    super(scope, [input, ...parameters]);
    this.#aggregate = input.extent === null ? aggregateOf(func) : null;
    this.#of = windowFunctions[func] as WindowFunction;
    const keepsName = options.keepsName ? (place: number) => input.drops[place] !== true : undefined;
    const keepsAll = options.keepsName && scope.dropsNamesLate;
    this.#nameless = keepsAll ? null : new NamelessLabels(input, scope.dropsNamesLate, keepsName);
    this.labels = this.#nameless?.labels ?? input.labels;
    this.drops = this.#nameless?.drops ?? input.drops;
    this.isOfOneMetric = input.isOfOneMetric;
    this.#window = {
      origin: 0,
      offsets: new Float64Array(0),
      values: new Float64Array(0),
      from: 0,
      to: 0,
      start: 0,
      end: 0,
      at: 0,
      extent: input.extent,
      shift: 0,
      parameters: [],
    };
  }

  describe(): Description {
    const { func, input } = this;
    if (this.#aggregate !== null || (input.extent === null && functionsOfEnds.has(func)))
      return { text: func, cost: func === 'quantile_over_time' ? 'element log' : 'element', why: null };
    const why =
      input.extent === null ? `${func} needs all samples of its window` : `${input.extent} ranges are looked at whole`;
    return { text: func, cost: 'window', why };
  }

  /** Prometheus takes one series after the other, each at all times; so it refuses twins also at different times. */
  override get isOfItsRound(): boolean {
    return this.#nameless?.hasTwins === true;
  }

  protected compute(time: number): void {
    const { input } = this;
    const of = this.#of;
    const aggregate = this.#aggregate;
    const window = this.#window;
    this.#nameless?.grow();
    const count = this.labels.length;
    this.fit(count);
    window.parameters = this.parameters.map(({ value }) => value);
    window.start = input.start;
    window.end = input.end;
    window.at = time;
    if (aggregate !== null) this.#prepare(aggregate, count);
    const { values } = this;
    const { onElement } = this.options;
    let hasElements = false;
    for (let i = 0; i < count; i += 1) {
      if (aggregate !== null) this.#move(aggregate, i, input.seriesAt(i));
      if (!input.point(i, window)) {
        values[i] = NO_VALUE;
        continue;
      }
      hasElements = true;
      values[i] = aggregate === null ? of(window) : aggregate.result(i, window);
      if (onElement !== undefined && values[i] !== NO_VALUE) onElement(input.labels[i] as LabelSet);
    }
    if (hasElements) this.options.onParameters?.(window.parameters);
    this.#nameless?.claim(values, this.scope.evaluation.round);
  }

  /** Makes room for new places, and begins anew when the range has gone back. */
  #prepare(aggregate: WindowAggregate, count: number): void {
    const { input } = this;
    aggregate.grow(count);
    const known = this.#heads.length;
    if (known < count) {
      const room = roomFor(count, known);
      this.#heads = grown(this.#heads, room).fill(NONE, known);
      this.#tails = grown(this.#tails, room);
      this.#counts = grown(this.#counts, room);
    }
    if (input.start < this.#start || input.end < this.#end || input.rewinds !== this.#rewinds) this.#heads.fill(NONE);
    this.#start = input.start;
    this.#end = input.end;
    this.#rewinds = input.rewinds;
  }

  /** Lets the samples that have left a range leave its window, and those that have come enter it. */
  #move(aggregate: WindowAggregate, place: number, series: Series): void {
    const { values, shift, end } = series;
    const kept = this.#heads[place] as number;
    let head = kept - shift;
    let tail = (this.#tails[place] as number) - shift;
    let count = this.#counts[place] as number;
    // Samples that it keeps may have been forgotten, when it was not evaluated for long; then it begins anew.
    if (kept === NONE || head < series.begin) count = 0;
    while (count > 0 && timeAt(series, head) <= this.#start) {
      if (values[head] !== NO_VALUE) {
        aggregate.leave(place, series, head);
        count -= 1;
      }
      head += 1;
    }
    if (count === 0) {
      aggregate.clear(place);
      head = tail = series.firstAfter(this.#start);
    }
    while (tail < end && timeAt(series, tail) <= this.#end) {
      if (values[tail] !== NO_VALUE) {
        aggregate.enter(place, series, tail, head);
        count += 1;
      }
      tail += 1;
    }
    this.#counts[place] = count;
    this.#heads[place] = head + shift;
    this.#tails[place] = tail + shift;
  }
}
