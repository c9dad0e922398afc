import { connect } from '../../connection/connect.js';
import { textOfPlan } from '../../apply/plan-text.js';
import type { Run } from '../../frame/command.js';
import { exit } from '../../frame/exit.js';
import { plansOf } from './plans.js';

/** Says what `rules apply` would change. */
export const run: Run = async (invocation) => {
  const { plans, hasSteps } = await plansOf(invocation, () => connect(invocation));
  invocation.surroundings.out.write(`${textOfPlan(plans)}\n`);
  return hasSteps ? exit.failed : exit.ok;
};
