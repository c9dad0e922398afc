import type { PlaybookDraft } from '@tocsin/domain/healing/playbook';
import { placedText, readPlaybookFile } from '@tocsin/domain/playbook-tests/playbook-file';
import { parsePlaybookTestFile } from '@tocsin/domain/playbook-tests/playbook-test-file';
import { runPlaybookTests } from '@tocsin/domain/playbook-tests/run-playbook-tests';
import { nodeLedgerCrypto } from '@tocsin/runtime/ledger-crypto';
import { runTestFiles, type TestFileReader, type TestFilter } from '../../files/test-files.js';
import type { Run } from '../../frame/command.js';

/** Runs files of tests of playbooks and prints their outcome as that of rule tests is. */
export const run: Run = async (invocation) => runTestFiles(invocation, failuresOf);

function failuresOf(file: string, isAsked: TestFilter, reader: TestFileReader): string[] {
  const text = reader.text(file);
  if (text.kind === 'unreadable') return [text.message];
  const parsed = parsePlaybookTestFile(text.text);
  if (parsed.kind === 'refused') return parsed.findings.map((finding) => placedText(file, finding));
  const drafts: PlaybookDraft[] = [];
  const failures: string[] = [];
  for (const playbookFile of reader.filesNamedBy(file, parsed.file.playbook_files)) {
    const content = reader.text(playbookFile);
    if (content.kind === 'unreadable') {
      failures.push(content.message);
      continue;
    }
    const read = readPlaybookFile(content.text);
    if (read.kind === 'sound') drafts.push(read.draft);
    else failures.push(...read.findings.map((finding) => placedText(playbookFile, finding)));
  }
  if (failures.length > 0) return failures;
  if (drafts.length === 0)
    return [`${file}: playbook_files names no file that is there; paths are relative to this file`];
  const tests = parsed.file.tests.filter(({ name }, i) => isAsked(name, i));
  return runPlaybookTests({ ...parsed.file, tests }, drafts, nodeLedgerCrypto);
}
