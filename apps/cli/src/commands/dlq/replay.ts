import { connect } from '../../connection/connect.js';
import type { Run } from '../../frame/command.js';
import { exit } from '../../frame/exit.js';
import { idOf } from '../../frame/names.js';
import { plain } from '../../output/plain.js';

/** Brings dead letters back to their topics, each once. */
export const run: Run = async (invocation) => {
  const tocsin = await connect(invocation);
  for (const given of invocation.args) {
    const { data } = await tocsin.replayDeadLetter({ id: idOf('dead-letter', given) });
    invocation.surroundings.out.write(`dead letter ${data.id} brought back to ${plain(data.topic)}\n`);
  }
  return exit.ok;
};
