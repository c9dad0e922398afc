import { connect } from '../../connection/connect.js';
import { type Run, textOption } from '../../frame/command.js';
import { CommandError, exit } from '../../frame/exit.js';
import { idOf } from '../../frame/names.js';
import { printOne } from '../../output/print.js';
import { textOfRun } from './run-text.js';

/** Approves the plan of a run: the one that was looked at, which its hash names. */
export const run: Run = async (invocation) => {
  const id = idOf('run', invocation.args[0] as string);
  const plan_hash = textOption(invocation, 'planHash') as string;
  if (!/^[0-9a-f]{64}$/.test(plan_hash))
    throw new CommandError(
      exit.usage,
      `"${plan_hash}" is no hash of a plan`,
      '--plan-hash',
      `take it from tocsin heal get ${id}`,
    );
  const tocsin = await connect(invocation);
  const reason = textOption(invocation, 'reason') ?? '';
  const break_glass = invocation.options['breakGlass'] === true;
  const { data } = await tocsin.approveHealingRun({ id, body: { plan_hash, reason, break_glass } });
  await printOne(invocation, { data, text: textOfRun(data), name: `run/${data.id}` });
  return exit.ok;
};
