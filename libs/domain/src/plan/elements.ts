import type { LabelSet } from './label-set.js';
import { type Description, perElement, type Scope, type ScalarOperator, VectorOperator } from './operator.js';
import type { LastSamples } from './selectors.js';
import { NO_VALUE } from './series-store.js';
import { NamelessLabels } from './twins.js';

/** A vector whose elements are those of another one, at the same places, without their names. */
export abstract class Nameless extends VectorOperator {
  readonly labels: readonly LabelSet[];
  readonly drops: readonly boolean[];
  readonly isOfOneMetric: boolean;
  protected readonly nameless: NamelessLabels;

  constructor(scope: Scope, input: VectorOperator, parameters: readonly ScalarOperator[]) {
    super(scope, [input, ...parameters]);
    this.nameless = new NamelessLabels(input, scope.dropsNamesLate);
    this.labels = this.nameless.labels;
    this.drops = this.nameless.drops;
    this.isOfOneMetric = input.isOfOneMetric;
  }

  protected grow(): number {
    this.nameless.grow();
    this.fit(this.labels.length);
    return this.labels.length;
  }
}

/** A function of each element's value and of scalars. */
export class ElementFunction extends Nameless {
  constructor(
    scope: Scope,
    private readonly text: string,
    private readonly input: VectorOperator,
    private readonly parameters: readonly ScalarOperator[],
    private readonly of: (value: number, ...parameters: number[]) => number,
  ) {
    super(scope, input, parameters);
  }

  describe(): Description {
    return perElement(this.text);
  }

  protected compute(): void {
    const { input, of } = this;
    const [a, b] = this.parameters.map(({ value }) => value) as [number, number];
    const count = this.grow();
    const { values } = this;
    for (let i = 0; i < count; i += 1) {
      const value = input.values[i] as number;
      values[i] = value === NO_VALUE ? NO_VALUE : of(value, a, b);
    }
    this.nameless.check(values);
    this.order = input.order;
  }
}

/** `timestamp(v)`: when each element was sampled, or the time of the evaluation for what is no selector. */
export class SampleTimes extends Nameless {
  constructor(
    scope: Scope,
    private readonly input: VectorOperator,
    /** The samples where the input is a selector. */
    private readonly samples: LastSamples | null,
  ) {
    super(scope, input, []);
  }

  describe(): Description {
    return perElement('timestamp');
  }

  protected compute(time: number): void {
    const { input, samples } = this;
    const count = this.grow();
    for (let i = 0; i < count; i += 1) {
      const at = samples === null ? time : (samples.sampledAt[i] as number);
      this.values[i] = input.values[i] === NO_VALUE ? NO_VALUE : at / 1_000;
    }
    this.nameless.check(this.values);
  }
}

/** A comparison that keeps the elements that pass, names and all; or, turned around, of a scalar with each of them. */
export class ElementFilter extends VectorOperator {
  readonly labels: readonly LabelSet[];
  readonly drops: readonly boolean[];
  readonly isOfOneMetric: boolean;

  constructor(
    scope: Scope,
    private readonly text: string,
    private readonly input: VectorOperator,
    private readonly scalar: ScalarOperator,
    private readonly passes: (value: number, scalar: number) => boolean,
  ) {
    super(scope, [input, scalar]);
    this.labels = input.labels;
    this.drops = input.drops;
    this.isOfOneMetric = input.isOfOneMetric;
  }

  describe(): Description {
    return perElement(this.text);
  }

  protected compute(): void {
    const { input, passes } = this;
    const { value: scalar } = this.scalar;
    const count = this.labels.length;
    this.fit(count);
    const { values } = this;
    for (let i = 0; i < count; i += 1) {
      const value = input.values[i] as number;
      values[i] = value !== NO_VALUE && passes(value, scalar) ? value : NO_VALUE;
    }
    this.order = input.order;
  }
}

/** `vector(s)`, and functions of time alone: one element without labels. */
export class OneElement extends VectorOperator {
  readonly labels: readonly LabelSet[];
  readonly drops = [false];
  readonly isOfOneMetric = true;
  override values = new Float64Array(1);

  constructor(
    scope: Scope,
    labels: LabelSet,
    private readonly input: ScalarOperator,
  ) {
    super(scope, [input]);
    this.labels = [labels];
  }

  describe(): Description {
    return perElement('vector');
  }

  protected compute(): void {
    this.values[0] = this.input.value;
  }
}

/** `absent(v)` and `absent_over_time(v)`: an element of value 1 while there is no other. */
export class Absent extends VectorOperator {
  readonly labels: readonly LabelSet[];
  readonly drops: readonly boolean[];
  readonly isOfOneMetric = true;
  override values = new Float64Array(1);

  constructor(
    scope: Scope,
    private readonly func: 'absent' | 'absent_over_time',
    labels: LabelSet,
    private readonly input: VectorOperator,
  ) {
    super(scope, [input]);
    this.labels = [labels];
    this.drops = [func === 'absent_over_time'];
  }

  describe(): Description {
    return perElement(this.func);
  }

  protected compute(): void {
    const { input } = this;
    let isPresent = false;
    for (let i = 0; i < input.labels.length && !isPresent; i += 1) isPresent = input.values[i] !== NO_VALUE;
    this.values[0] = isPresent ? NO_VALUE : 1;
  }
}
