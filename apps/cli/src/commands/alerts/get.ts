import { connect } from '../../connection/connect.js';
import type { Run } from '../../frame/command.js';
import { exit } from '../../frame/exit.js';
import { idOf } from '../../frame/names.js';
import { labelsText, plain, timeText } from '../../output/plain.js';
import { fieldsText, printOne } from '../../output/print.js';

/** Prints an alert and why it is in its state. */
export const run: Run = async (invocation) => {
  const tocsin = await connect(invocation);
  const { data } = await tocsin.getAlert({ id: idOf('alert', invocation.args[0] as string) });
  const text = fieldsText([
    ['Rule', plain(data.rule_name)],
    ['State', data.state],
    ['Why', plain(data.reason)],
    ['Severity', data.severity],
    ['Value', data.value === null ? '-' : String(data.value)],
    ['Labels', plain(labelsText(data.labels))],
    ['Annotations', plain(labelsText(data.annotations))],
    ['Began', timeText(data.started_at)],
    ['Fired', timeText(data.fired_at)],
    ['Resolved', timeText(data.resolved_at)],
    ['Id', data.id],
  ]);
  await printOne(invocation, { data, text, name: `alert/${data.id}` });
  return exit.ok;
};
