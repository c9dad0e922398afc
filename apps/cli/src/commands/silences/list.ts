import { connect } from '../../connection/connect.js';
import { type Run, textOption } from '../../frame/command.js';
import { exit } from '../../frame/exit.js';
import { printList } from '../../output/print.js';
import { columns, nameOf, type Silence } from './columns.js';

/** Lists silences; without those that are over, unless they are asked for. */
export const run: Run = async (invocation) => {
  const tocsin = await connect(invocation);
  const state = textOption(invocation, 'state');
  const all = await Array.fromAsync(tocsin.listSilences({ limit: 500, state: state as Silence['state'] | undefined }));
  const items =
    state === undefined && invocation.options['all'] !== true ? all.filter((one) => one.state !== 'expired') : all;
  await printList(invocation, { items, columns, name: nameOf, none: 'there are no such silences' });
  return exit.ok;
};
