import type { Schema } from '@tocsin/client/call';
import { connect } from '../../connection/connect.js';
import type { Run } from '../../frame/command.js';
import { exit } from '../../frame/exit.js';
import { limitOption } from '../../frame/limits.js';
import { timeText } from '../../output/plain.js';
import { printList } from '../../output/print.js';
import type { Column } from '../../output/table.js';

type DeadLetter = Schema<'DeadLetterSummary'>;

const columns: readonly Column<DeadLetter>[] = [
  { heading: 'ID', text: ({ id }) => String(id), isNumber: true },
  { heading: 'AT', text: ({ at }) => timeText(at) },
  { heading: 'TOPIC', text: ({ topic }) => topic },
  { heading: 'CONSUMER', text: ({ consumer }) => consumer },
  { heading: 'BYTES', text: ({ size }) => String(size), isNumber: true },
  { heading: 'REPLAYED', text: ({ replayed_at }) => timeText(replayed_at) },
  { heading: 'REASON', text: ({ reason }) => reason },
];

/** Lists dead letters, the newest first. */
export const run: Run = async (invocation) => {
  const limit = limitOption(invocation);
  const tocsin = await connect(invocation);
  const items: DeadLetter[] = [];
  for await (const letter of tocsin.listDeadLetters({ limit: Math.min(limit, 500) })) {
    items.push(letter);
    if (items.length === limit) break;
  }
  await printList(invocation, {
    items,
    columns,
    name: ({ id }) => `dead-letter/${id}`,
    none: 'there are no dead letters',
  });
  return exit.ok;
};
