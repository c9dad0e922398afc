import { connect } from '../../connection/connect.js';
import { findReceiver } from '../../connection/find-receiver.js';
import type { Run } from '../../frame/command.js';
import { exit } from '../../frame/exit.js';
import { plain, timeText } from '../../output/plain.js';
import { fieldsText, printOne } from '../../output/print.js';

/** Prints a receiver and how deliveries to it go. */
export const run: Run = async (invocation) => {
  const tocsin = await connect(invocation);
  const { data } = await tocsin.getReceiver({ id: await findReceiver(tocsin, invocation.args[0] as string) });
  const { health } = data;
  const text = fieldsText([
    ['Name', plain(data.name)],
    ['Type', data.type],
    ['Created', timeText(data.created_at)],
    ['Health', health?.state ?? '-'],
    ['Last taken', timeText(health?.last_delivered_at)],
    ['Last failed', timeText(health?.last_failed_at)],
    ['Reason', plain(health?.last_reason ?? '-')],
    ['Id', data.id],
  ]);
  await printOne(invocation, { data, text, name: `receiver/${data.id}` });
  return exit.ok;
};
