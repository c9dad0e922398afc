import type { KindPlan } from './plan.js';

/** A plan as one reads it before it is carried out. */
export function textOfPlan(plans: readonly KindPlan[]): string {
  const lines = plans.flatMap(({ kind, steps, waiting, gone }) => [
    ...steps.flatMap((step) => {
      const what = `${kind.name} "${step.name}"`;
      switch (step.action) {
        case 'create':
          return [`+ ${what}`];
        case 'delete':
          return [`- ${what}`];
        case 'change':
          return [
            `~ ${what}${step.isTakenOver ? ' (kept from this folder from now on)' : ''}`,
            ...step.changes.map(({ text }) => `    ${text}`),
          ];
      }
    }),
    ...waiting.map((name) => `? ${kind.name} "${name}" waits for approval`),
    ...gone.map((name) => `! ${kind.name} "${name}" is not in the folder any more; --prune deletes it`),
  ]);
  return [...lines, summaryOf(plans)].join('\n');
}

function summaryOf(plans: readonly KindPlan[]): string {
  const count = (action: string): number =>
    plans.reduce((sum, { steps }) => sum + steps.filter((step) => step.action === action).length, 0);
  const unchanged = plans.reduce((sum, plan) => sum + plan.unchanged, 0);
  if (plans.every(({ steps }) => steps.length === 0)) return `nothing to do: ${unchanged} unchanged`;
  return `${count('create')} to create, ${count('change')} to change, ${count('delete')} to delete, ${unchanged} unchanged`;
}
