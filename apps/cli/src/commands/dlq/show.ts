import { connect } from '../../connection/connect.js';
import type { Run } from '../../frame/command.js';
import { exit } from '../../frame/exit.js';
import { idOf } from '../../frame/names.js';
import { labelsText, plain, timeText } from '../../output/plain.js';
import { fieldsText, printOne } from '../../output/print.js';

/** Prints a dead letter with what it holds, as text where it is text. */
export const run: Run = async (invocation) => {
  const tocsin = await connect(invocation);
  const { data } = await tocsin.getDeadLetter({ id: idOf('dead-letter', invocation.args[0] as string) });
  const text = fieldsText([
    ['Topic', plain(`${data.topic}, partition ${data.partition}, offset ${data.offset}`)],
    ['Key', data.key === null ? '-' : plain(data.key)],
    ['Reason', plain(data.reason)],
    ['Consumer', data.consumer],
    ['At', timeText(data.at)],
    [
      'Replayed',
      data.replayed_at === null ? '-' : `${timeText(data.replayed_at)} by ${plain(data.replayed_by ?? '-')}`,
    ],
    ['Headers', plain(labelsText(data.headers))],
    ['Id', String(data.id)],
  ]);
  const value = data.value_base64 === null ? 'nothing' : valueText(Buffer.from(data.value_base64, 'base64'));
  await printOne(invocation, { data, text: `${text}\nValue:\n  ${value}`, name: `dead-letter/${data.id}` });
  return exit.ok;
};

function valueText(bytes: Uint8Array): string {
  try {
    return plain(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return `${bytes.length} bytes that are no text; -o json has them in Base64`;
  }
}
