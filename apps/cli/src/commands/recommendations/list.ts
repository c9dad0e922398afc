import { connect } from '../../connection/connect.js';
import type { Run } from '../../frame/command.js';
import { exit } from '../../frame/exit.js';
import { printList } from '../../output/print.js';
import { columns, nameOf } from './columns.js';

/** Lists recommendations, those that are open or all. */
export const run: Run = async (invocation) => {
  const tocsin = await connect(invocation);
  const asked = invocation.options['all'] === true ? {} : ({ state: 'open' } as const);
  const items = await Array.fromAsync(tocsin.listRecommendations(asked));
  await printList(invocation, { items, columns, name: nameOf, none: 'there are no recommendations' });
  return exit.ok;
};
