import { connect } from '../../connection/connect.js';
import { type Run, textOption } from '../../frame/command.js';
import { exit } from '../../frame/exit.js';
import { printOne } from '../../output/print.js';
import { textOfSwitches } from './switch-text.js';

/** Switches healing off: nothing is begun any more, and what runs is stopped before its next effect. */
export const run: Run = async (invocation) => {
  const tocsin = await connect(invocation);
  const everybody = invocation.options['everybody'] === true ? 'true' : 'false';
  const { data } = await tocsin.switchHealingOff({
    everybody,
    body: { reason: textOption(invocation, 'reason') as string },
  });
  await printOne(invocation, { data, text: textOfSwitches(data) });
  return exit.ok;
};
