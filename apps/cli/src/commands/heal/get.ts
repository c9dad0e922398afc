import { connect } from '../../connection/connect.js';
import type { Run } from '../../frame/command.js';
import { exit } from '../../frame/exit.js';
import { idOf } from '../../frame/names.js';
import { printOne } from '../../output/print.js';
import { textOfRun } from './run-text.js';

/** Prints a run of a playbook with its plan, which an approval names by its hash. */
export const run: Run = async (invocation) => {
  const tocsin = await connect(invocation);
  const { data } = await tocsin.getHealingRun({ id: idOf('run', invocation.args[0] as string) });
  await printOne(invocation, { data, text: textOfRun(data), name: `run/${data.id}` });
  return exit.ok;
};
