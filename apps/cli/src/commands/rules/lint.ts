import { readFolder } from '../../apply/read-folder.js';
import type { Run } from '../../frame/command.js';
import { CommandError, exit } from '../../frame/exit.js';

/** Finds fault with files of rules and rule groups, without asking anybody. */
export const run: Run = async ({ args, options, surroundings }) => {
  const { out, err, directory } = surroundings;
  let [faults, doubts] = [0, 0];
  for (const given of args) {
    const read = readFolder(given, directory);
    if (read.kind === 'unreadable')
      throw new CommandError(exit.usage, read.message, '', 'name a file or a folder that is there');
    for (const doubt of read.doubts) err.write(`warning: ${doubt}\n`);
    doubts += read.doubts.length;
    if (read.kind === 'faulty') {
      for (const message of read.messages) err.write(`error: ${message}\n`);
      faults += read.messages.length;
    } else {
      const counts = [...read.content].map(([{ name }, { length }]) => `${length} ${name}${length === 1 ? '' : 's'}`);
      out.write(`${given}: ${counts.join(', ')}: sound\n`);
    }
  }
  return faults > 0 || (doubts > 0 && options['strict'] === true) ? exit.lint : exit.ok;
};
