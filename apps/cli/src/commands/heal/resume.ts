import { connect } from '../../connection/connect.js';
import type { Run } from '../../frame/command.js';
import { exit } from '../../frame/exit.js';
import { printOne } from '../../output/print.js';
import { textOfSwitches } from './switch-text.js';

/** Lets healing go on. */
export const run: Run = async (invocation) => {
  const tocsin = await connect(invocation);
  const everybody = invocation.options['everybody'] === true ? 'true' : 'false';
  const { data } = await tocsin.switchHealingOn({ everybody });
  await printOne(invocation, { data, text: textOfSwitches(data) });
  return exit.ok;
};
