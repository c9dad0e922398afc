import { connect } from '../../connection/connect.js';
import { type Run, textOption } from '../../frame/command.js';
import { exit } from '../../frame/exit.js';
import { writeExactly } from '../../output/plain.js';

type Format = NonNullable<NonNullable<Parameters<Awaited<ReturnType<typeof connect>>['exportRules']>[0]>['format']>;

/** Writes rules to standard output in another program's format, and what is lost in it to standard error. */
export const run: Run = async (invocation) => {
  const tocsin = await connect(invocation);
  const { data } = await tocsin.exportRules({
    format: textOption(invocation, 'format') as Format,
    folder: textOption(invocation, 'folder'),
  });
  const { out, err } = invocation.surroundings;
  writeExactly(out, data.text.endsWith('\n') ? data.text : `${data.text}\n`);
  for (const loss of data.losses) err.write(`warning: ${lossText(loss)}\n`);
  return exit.ok;
};

const lossText = (loss: object): string =>
  Object.values(loss)
    .filter((value) => typeof value === 'string')
    .join(': ');
