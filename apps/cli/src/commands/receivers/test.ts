import { connect } from '../../connection/connect.js';
import { findReceiver } from '../../connection/find-receiver.js';
import type { Run } from '../../frame/command.js';
import { exit } from '../../frame/exit.js';
import { plain } from '../../output/plain.js';
import { printOne } from '../../output/print.js';

/** Sends a receiver a test, and tells what became of it. */
export const run: Run = async (invocation) => {
  const tocsin = await connect(invocation);
  const id = await findReceiver(tocsin, invocation.args[0] as string);
  const { data } = await tocsin.testReceiver({ id });
  const lines = data.attempts.map((attempt) => plain(`${attempt.outcome}: ${attempt.reason}`));
  await printOne(invocation, { data, text: lines.join('\n'), name: `receiver/${id}` });
  return data.attempts.every(({ outcome }) => outcome === 'delivered') ? exit.ok : exit.failed;
};
