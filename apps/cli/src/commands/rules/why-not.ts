import { connect } from '../../connection/connect.js';
import { findRuleOfConditions } from '../../connection/find-rule.js';
import { type Run, textOption } from '../../frame/command.js';
import { exit } from '../../frame/exit.js';
import { timeOption } from '../../frame/times.js';
import { plain } from '../../output/plain.js';
import { printOne } from '../../output/print.js';

/** Says why a rule did not fire. */
export const run: Run = async (invocation) => {
  const { now } = invocation.surroundings;
  const at = textOption(invocation, 'at');
  const time = at === undefined ? undefined : String(timeOption('--at', at, now()));
  const tocsin = await connect(invocation);
  const { id } = await findRuleOfConditions(tocsin, invocation.args[0] as string);
  const { data } = await tocsin.askWhyNot({ id, labels: textOption(invocation, 'labels'), at: time });
  const { sentence, close_names } = data;
  const close = close_names.length === 0 ? [] : [`close names: ${close_names.join(', ')}`];
  await printOne(invocation, { data, text: plain([sentence, ...close].join('; ')) });
  return exit.ok;
};
