import { connect } from '../../connection/connect.js';
import { findRuleOfConditions } from '../../connection/find-rule.js';
import type { Run } from '../../frame/command.js';
import { exit } from '../../frame/exit.js';
import { plain } from '../../output/plain.js';
import { printOne } from '../../output/print.js';

/** Says in a sentence what a rule watches. */
export const run: Run = async (invocation) => {
  const tocsin = await connect(invocation);
  const { id, name } = await findRuleOfConditions(tocsin, invocation.args[0] as string);
  const { text } = (await tocsin.explainRule({ id })).data;
  await printOne(invocation, { data: { id, name, text }, text: plain(text) });
  return exit.ok;
};
