import type { Schema } from '@tocsin/client/call';
import { connect } from '../../connection/connect.js';
import type { Run } from '../../frame/command.js';
import { exit } from '../../frame/exit.js';
import { idOf } from '../../frame/names.js';
import { labelsText, plain, timeText } from '../../output/plain.js';
import { printOne } from '../../output/print.js';

/** Decides an alert again from the log and shows what went into it. */
export const run: Run = async (invocation) => {
  const tocsin = await connect(invocation);
  const { data } = await tocsin.explainAlert({ id: idOf('alert', invocation.args[0] as string) });
  await printOne(invocation, { data, text: textOf(data), name: `alert/${data.alert_id}` });
  return data.reproduced ? exit.ok : exit.failed;
};

function textOf({ rule, reproduced, note, records, decisions }: Schema<'Explanation'>): string {
  const lines = [
    `${rule.name}, version ${rule.version}: ${rule.text}`,
    `decided again from ${records} records of the log: ${reproduced ? 'as it was' : 'otherwise than it was'}`,
    ...(note === null ? [] : [note]),
  ];
  for (const { transition, differences, conditions } of decisions) {
    lines.push(`${timeText(transition.at)} ${transition.state}`);
    for (const { path, metric, labels, holds, value } of conditions)
      lines.push(`  ${path} ${metric}${labelsText(labels)} is ${value ?? 'unknown'}: ${holdsText(holds)}`);
    for (const { field, recorded, replayed } of differences)
      lines.push(`  ${field}: ${JSON.stringify(recorded)} in the log, ${JSON.stringify(replayed)} again`);
  }
  return lines.map(plain).join('\n');
}

const holdsText = (holds: boolean | null): string =>
  holds === null ? 'nobody knows' : holds ? 'holds' : 'does not hold';
