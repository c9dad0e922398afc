import type { Schema } from '@tocsin/client/call';
import { connect } from '../../connection/connect.js';
import { type Run, textOption } from '../../frame/command.js';
import { exit } from '../../frame/exit.js';
import { limitOption } from '../../frame/limits.js';
import { timeOption } from '../../frame/times.js';
import { timeText } from '../../output/plain.js';
import { printList } from '../../output/print.js';
import type { Column } from '../../output/table.js';

type AuditEvent = Schema<'AuditEvent'>;

const columns: readonly Column<AuditEvent>[] = [
  { heading: 'AT', text: ({ at }) => timeText(at) },
  { heading: 'TYPE', text: ({ type }) => type },
  { heading: 'ACTOR', text: ({ actor }) => actor },
  { heading: 'SUBJECT', text: ({ subject }) => subject },
  { heading: 'ID', text: ({ id }) => id },
];

/** Lists audit events, the newest first. */
export const run: Run = async (invocation) => {
  const { now } = invocation.surroundings;
  const timeOf = (name: 'from' | 'to'): string | undefined => {
    const text = textOption(invocation, name);
    return text === undefined ? undefined : String(timeOption(`--${name}`, text, now()));
  };
  const limit = limitOption(invocation);
  const asked = {
    type: textOption(invocation, 'type') as AuditEvent['type'] | undefined,
    actor: textOption(invocation, 'actor'),
    from: timeOf('from'),
    to: timeOf('to'),
  };
  const tocsin = await connect(invocation);
  const items: AuditEvent[] = [];
  for await (const event of tocsin.listAuditEvents({ ...asked, limit: Math.min(limit, 500) })) {
    items.push(event);
    if (items.length === limit) break;
  }
  await printList(invocation, { items, columns, name: ({ id }) => `event/${id}`, none: 'there are no such events' });
  return exit.ok;
};
