import { boundOf, type Description, perElement, type Scope, ScalarOperator, type VectorOperator } from './operator.js';
import { NO_VALUE } from './series-store.js';

/** A number that does not depend on the samples. */
export class TimeScalar extends ScalarOperator {
  constructor(
    scope: Scope,
    private readonly text: string,
    private readonly of: (time: number) => number,
  ) {
    super(scope, []);
  }

  describe(): Description {
    return perElement(this.text);
  }

  protected compute(time: number): void {
    this.value = this.of(time);
  }
}

/** `start()` and `end()`: those of the whole query, also inside a subquery. */
export class BoundScalar extends ScalarOperator {
  constructor(
    scope: Scope,
    private readonly bound: 'start' | 'end',
  ) {
    super(scope, []);
  }

  describe(): Description {
    return perElement(this.bound);
  }

  override get isOfItsRound(): boolean {
    return true;
  }

  protected compute(): void {
    this.value = boundOf(this.scope, this.bound) / 1_000;
  }
}

/** A number made of other numbers. */
export class ScalarFunction extends ScalarOperator {
  constructor(
    scope: Scope,
    private readonly text: string,
    private readonly scalars: readonly ScalarOperator[],
    private readonly of: (...values: number[]) => number,
  ) {
    super(scope, scalars);
  }

  describe(): Description {
    return perElement(this.text);
  }

  protected compute(): void {
    this.value = this.of(...this.scalars.map(({ value }) => value));
  }
}

/** `scalar(v)`: the value of the only element; NaN when there is none, or more than one. */
export class OnlyElement extends ScalarOperator {
  constructor(
    scope: Scope,
    private readonly input: VectorOperator,
  ) {
    super(scope, [input]);
  }

  describe(): Description {
    return perElement('scalar');
  }

  protected compute(): void {
    const { input } = this;
    let found = 0;
    this.value = Number.NaN;
    for (let i = 0; i < input.labels.length; i += 1) {
      if (input.values[i] === NO_VALUE) continue;
      found += 1;
      this.value = found === 1 ? (input.values[i] as number) : Number.NaN;
    }
  }
}
