import { connect } from '../../connection/connect.js';
import { type Run, textOption } from '../../frame/command.js';
import { exit } from '../../frame/exit.js';
import { idOf } from '../../frame/names.js';
import { plain, timeText } from '../../output/plain.js';
import { printOne } from '../../output/print.js';

/** Acknowledges an alert: it is told no more while it goes on. */
export const run: Run = async (invocation) => {
  const tocsin = await connect(invocation);
  const id = idOf('alert', invocation.args[0] as string);
  const { data } = await tocsin.acknowledgeAlert({ id, body: { comment: textOption(invocation, 'comment') ?? '' } });
  const text = `alert ${id} acknowledged by ${plain(data.by)} at ${timeText(data.at)}`;
  await printOne(invocation, { data, text, name: `alert/${id}` });
  return exit.ok;
};
