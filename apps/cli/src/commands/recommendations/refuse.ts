import { connect } from '../../connection/connect.js';
import { type Run, textOption } from '../../frame/command.js';
import { exit } from '../../frame/exit.js';
import { idOf } from '../../frame/names.js';
import { printOne } from '../../output/print.js';
import { lineOf, nameOf } from './columns.js';

/** Refuses a recommendation. */
export const run: Run = async (invocation) => {
  const tocsin = await connect(invocation);
  const id = idOf('recommendation', invocation.args[0] as string);
  const { data } = await tocsin.refuseRecommendation({ id, body: { reason: textOption(invocation, 'reason') ?? '' } });
  await printOne(invocation, { data, text: lineOf(data), name: nameOf(data) });
  return exit.ok;
};
