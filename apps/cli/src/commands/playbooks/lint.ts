import { placedText, readPlaybookFile } from '@tocsin/domain/playbook-tests/playbook-file';
import { readText } from '../../files/read-text.js';
import type { Run } from '../../frame/command.js';
import { exit, type ExitStatus } from '../../frame/exit.js';

/** Finds fault with files of playbooks, and prints what is wrong or doubtful with its place. */
export const run: Run = async ({ args, surroundings }) => {
  const { out, err } = surroundings;
  let status: ExitStatus = exit.ok;
  for (const file of args) {
    const read = readPlaybookFile(await readText(surroundings, file));
    for (const finding of read.kind === 'sound' ? read.warnings : read.findings)
      err.write(`${placedText(file, finding)}\n`);
    if (read.kind === 'sound') out.write(`${file}: the playbook "${read.draft.name}" is sound\n`);
    else status = exit.lint;
  }
  return status;
};
