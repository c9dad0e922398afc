import { connect } from '../../connection/connect.js';
import type { Run } from '../../frame/command.js';
import { exit } from '../../frame/exit.js';
import { idOf } from '../../frame/names.js';

/** Ends silences. */
export const run: Run = async (invocation) => {
  const tocsin = await connect(invocation);
  for (const given of invocation.args) {
    const id = idOf('silence', given);
    await tocsin.deleteSilence({ id });
    invocation.surroundings.out.write(`silence ${id} expired\n`);
  }
  return exit.ok;
};
