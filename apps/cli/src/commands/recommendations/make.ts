import { connect } from '../../connection/connect.js';
import { findRuleOfConditions } from '../../connection/find-rule.js';
import { type Run, textOption } from '../../frame/command.js';
import { exit } from '../../frame/exit.js';
import { durationOption } from '../../frame/times.js';
import { printOne } from '../../output/print.js';
import { lineOf, nameOf } from './columns.js';

/** Has the platform recommend a setting of a rule, which changes nothing. */
export const run: Run = async (invocation) => {
  const delay_max = textOption(invocation, 'delayMax') as string;
  if (delay_max !== '0') durationOption('--delay-max', delay_max);
  const tocsin = await connect(invocation);
  const { id } = await findRuleOfConditions(tocsin, invocation.args[0] as string);
  const { data } = await tocsin.makeRecommendation({ id, body: { delay_max } });
  const { recommendation, reason = '', message = '' } = data;
  if (recommendation === undefined) {
    await printOne(invocation, { data, text: `${reason}: ${message}` });
    return exit.failed;
  }
  await printOne(invocation, { data, text: lineOf(recommendation), name: nameOf(recommendation) });
  return exit.ok;
};
