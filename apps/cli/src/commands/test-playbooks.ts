import type { PlaybookDraft } from '@tocsin/domain/healing/playbook';
import { placedText, readPlaybookFile } from '@tocsin/domain/playbook-tests/playbook-file';
import { parsePlaybookTestFile } from '@tocsin/domain/playbook-tests/playbook-test-file';
import { runPlaybookTests } from '@tocsin/domain/playbook-tests/run-playbook-tests';
import { nodeLedgerCrypto } from '@tocsin/runtime/ledger-crypto';
import { filesNamedBy, readText, runTestFiles, type TestFilter } from './test-files.js';

/**
 * Runs files of tests of playbooks and prints their outcome as that of rule tests is.
 *
 * @param run - only tests whose name this RE2 pattern finds; null for all
 * @returns the exit status, as of {@link runTestFiles}
 */
export const testPlaybooks = (files: readonly string[], run: string | null): number =>
  runTestFiles(files, run, failuresOf);

function failuresOf(file: string, isAsked: TestFilter): string[] {
  const text = readText(file);
  if (text.kind === 'unreadable') return [text.message];
  const parsed = parsePlaybookTestFile(text.text);
  if (parsed.kind === 'refused') return parsed.findings.map((finding) => placedText(file, finding));
  const drafts: PlaybookDraft[] = [];
  const failures: string[] = [];
  for (const playbookFile of filesNamedBy(file, parsed.file.playbook_files)) {
    const content = readText(playbookFile);
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

/**
 * Finds fault with files of playbooks, and prints what is wrong or doubtful with its place.
 *
 * @returns the exit status: 0 when all are sound, though they be doubtful; 1 otherwise
 */
export function lintPlaybooks(files: readonly string[]): number {
  return files.map((file) => isSound(file)).every((sound) => sound) ? 0 : 1;
}

function isSound(file: string): boolean {
  const text = readText(file);
  if (text.kind === 'unreadable') {
    console.error(text.message);
    return false;
  }
  const read = readPlaybookFile(text.text);
  for (const finding of read.kind === 'sound' ? read.warnings : read.findings) console.error(placedText(file, finding));
  if (read.kind === 'sound') console.log(`${file}: the playbook "${read.draft.name}" is sound`);
  return read.kind === 'sound';
}
