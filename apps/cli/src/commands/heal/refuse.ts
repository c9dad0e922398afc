import { connect } from '../../connection/connect.js';
import { type Run, textOption } from '../../frame/command.js';
import { exit } from '../../frame/exit.js';
import { idOf } from '../../frame/names.js';
import { printOne } from '../../output/print.js';
import { textOfRun } from './run-text.js';

/** Refuses the plan of a run. */
export const run: Run = async (invocation) => {
  const tocsin = await connect(invocation);
  const id = idOf('run', invocation.args[0] as string);
  const { data } = await tocsin.rejectHealingRun({ id, body: { reason: textOption(invocation, 'reason') ?? '' } });
  await printOne(invocation, { data, text: textOfRun(data), name: `run/${data.id}` });
  return exit.ok;
};
