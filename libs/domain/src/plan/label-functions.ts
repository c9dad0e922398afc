import type { LabelSet } from './label-set.js';
import { type Description, perElement, type Scope, VectorOperator } from './operator.js';
import { NO_VALUE } from './series-store.js';
import { Uniqueness } from './twins.js';

/** The elements of another vector with other labels: `label_replace` and `label_join`. */
export class Relabelled extends VectorOperator {
  readonly labels: LabelSet[] = [];
  readonly drops: boolean[] = [];
  readonly isOfOneMetric = false;
  /** Of each element: its name is set here, so that it is kept from then on. */
  readonly #keepsName: boolean[] = [];
  readonly #uniqueness = new Uniqueness();

  constructor(
    scope: Scope,
    private readonly input: VectorOperator,
    private readonly options: {
      func: 'label_replace' | 'label_join';
      relabel: (labels: LabelSet) => LabelSet;
      /** The name is among the labels that are set. */
      setsName: boolean;
    },
  ) {
    super(scope, [input]);
  }

  describe(): Description {
    return perElement(this.options.func);
  }

  protected compute(): void {
    const { input, options } = this;
    for (let i = this.labels.length; i < input.labels.length; i += 1) {
      const before = input.labels[i] as LabelSet;
      const labels = options.relabel(before);
      this.labels.push(labels);
      this.#keepsName.push(options.setsName && labels !== before);
      this.#uniqueness.add(labels, i);
    }
    this.fit(this.labels.length);
    for (let i = 0; i < this.labels.length; i += 1) {
      this.values[i] = input.values[i] ?? NO_VALUE;
      this.drops[i] = input.drops[i] === true && this.#keepsName[i] !== true;
    }
    this.#uniqueness.check(this.values);
    this.order = input.order;
  }
}
