import { textOfPlan } from '../../apply/plan-text.js';
import { connect } from '../../connection/connect.js';
import type { Run } from '../../frame/command.js';
import { CommandError, exit } from '../../frame/exit.js';
import { plansOf } from './plans.js';

/** Makes the platform have what a file or a folder wants. */
export const run: Run = async (invocation) => {
  const tocsin = connect(invocation);
  const { plans, source, hasSteps } = await plansOf(invocation, () => tocsin);
  const { out } = invocation.surroundings;
  out.write(`${textOfPlan(plans)}\n`);
  if (!hasSteps) return exit.ok;
  let [done, refused] = [0, 0];
  for (const { kind, steps } of plans) {
    for (const { name, outcome, reason } of await kind.carryOut(await tocsin, steps, source)) {
      if (outcome === 'refused') refused += 1;
      else done += 1;
      if (outcome !== 'done') out.write(`${kind.name} "${name}": ${reason}\n`);
    }
  }
  out.write(`${done} changed\n`);
  if (refused > 0)
    throw new CommandError(exit.failed, `${refused} could not be changed`, '', 'the reasons stand above');
  return exit.ok;
};
