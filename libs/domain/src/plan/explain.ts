import { type LabelSet, METRIC_NAME } from './label-set.js';
import { type Description, type Operator, ScalarOperator, VectorOperator } from './operator.js';
import { NO_VALUE } from './series-store.js';

/** An element as an operator has it; a scalar has no labels. */
export interface StepValue {
  readonly labels: LabelSet | null;
  readonly value: number;
}

/** One operator of a plan, as it stands. */
export interface PlanStep extends Description {
  /** How deep below the result. */
  readonly depth: number;
  /** How many elements it has now. */
  readonly elements: number;
  /** It was met further up already, and is evaluated once for all who read it. */
  readonly isShared: boolean;
  /** What it gives, as far as it was asked for. */
  readonly values: readonly StepValue[];
}

/** Most elements that are shown of one operator: a person reads no more of them. */
const VALUES_MAX = 20;

/**
 * The operators of a plan, each before those it reads.
 *
 * @param isAsked - whether an element's value is shown; by default none is
 */
export function planSteps(root: Operator, isAsked: ((labels: LabelSet) => boolean) | null = null): PlanStep[] {
  const met = new Set<Operator>();
  const steps: PlanStep[] = [];
  const visit = (operator: Operator, depth: number): void => {
    const isShared = met.has(operator);
    const values = isAsked === null || isShared ? [] : valuesOf(operator, isAsked);
    steps.push({ ...operator.describe(), depth, elements: operator.size, isShared, values });
    if (isShared) return;
    met.add(operator);
    for (const input of [...operator.inputs, ...operator.others]) visit(input, depth + 1);
  };
  visit(root, 0);
  return steps;
}

function valuesOf(operator: Operator, isAsked: (labels: LabelSet) => boolean): StepValue[] {
  if (operator instanceof ScalarOperator) return [{ labels: null, value: operator.value }];
  if (!(operator instanceof VectorOperator)) return [];
  const values: StepValue[] = [];
  for (const [place, labels] of operator.labels.entries()) {
    const value = operator.values[place] ?? NO_VALUE;
    if (value !== NO_VALUE && isAsked(labels)) values.push({ labels, value });
    if (values.length === VALUES_MAX) break;
  }
  return values;
}

/**
 * Whether an element may have gone into another one, or come of it: no label of theirs says otherwise, the metric's name
 * left aside.
 */
export function mayConcern(labels: LabelSet, about: LabelSet): boolean {
  return about.entries().every(([name, value]) => {
    const own = labels.get(name);
    return name === METRIC_NAME || own === '' || own === value;
  });
}

const costs: Readonly<Record<Description['cost'], string>> = {
  element: '1 step an element',
  'element log': 'log n steps an element',
  window: 'all samples of each window',
};

/** A plan as text: a line an operator, with what it costs and whether it looks at more than what has changed. */
export function planText(steps: readonly PlanStep[]): string {
  return steps
    .map(({ depth, text, elements, cost, why, isShared }) => {
      const what = `${'  '.repeat(depth)}${text}`;
      if (isShared) return `${what}  (shared, see above)`;
      const how = why === null ? 'incremental' : `not incremental: ${why}`;
      return `${what}  [${elements} element${elements === 1 ? '' : 's'}, ${costs[cost]}; ${how}]`;
    })
    .join('\n');
}
