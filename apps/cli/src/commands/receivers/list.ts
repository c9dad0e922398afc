import type { Schema } from '@tocsin/client/call';
import { connect } from '../../connection/connect.js';
import type { Run } from '../../frame/command.js';
import { exit } from '../../frame/exit.js';
import { timeText } from '../../output/plain.js';
import { printList } from '../../output/print.js';
import type { Column } from '../../output/table.js';

type Receiver = Schema<'Receiver'>;

const columns: readonly Column<Receiver>[] = [
  { heading: 'NAME', text: ({ name }) => name },
  { heading: 'TYPE', text: ({ type }) => type },
  { heading: 'CREATED', text: ({ created_at }) => timeText(created_at) },
  { heading: 'ID', text: ({ id }) => id },
];

/** Lists receivers. */
export const run: Run = async (invocation) => {
  const tocsin = await connect(invocation);
  const items = await Array.fromAsync(tocsin.listReceivers({ limit: 500 }));
  await printList(invocation, { items, columns, name: ({ id }) => `receiver/${id}`, none: 'there are no receivers' });
  return exit.ok;
};
