import type { Description, Operator } from './operator.js';

/** One operator of a plan, as it stands. */
export interface PlanStep extends Description {
  /** How deep below the result. */
  readonly depth: number;
  /** How many elements it has now. */
  readonly elements: number;
  /** It was met further up already, and is evaluated once for all who read it. */
  readonly isShared: boolean;
}

/** The operators of a plan, each before those it reads. */
export function planSteps(root: Operator): PlanStep[] {
  const met = new Set<Operator>();
  const steps: PlanStep[] = [];
  const visit = (operator: Operator, depth: number): void => {
    const isShared = met.has(operator);
    steps.push({ ...operator.describe(), depth, elements: operator.size, isShared });
    if (isShared) return;
    met.add(operator);
    for (const input of [...operator.inputs, ...operator.others]) visit(input, depth + 1);
  };
  visit(root, 0);
  return steps;
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
