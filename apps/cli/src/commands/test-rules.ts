import { parseRuleFile } from '@tocsin/domain/groups/rule-file';
import type { RuleGroup } from '@tocsin/domain/groups/rule-group';
import { parseRuleTestFile } from '@tocsin/domain/rule-tests/rule-test-file';
import { runRuleTests } from '@tocsin/domain/rule-tests/run-rule-tests';
import { filesNamedBy, readText, runTestFiles, type TestFilter } from './test-files.js';

/**
 * Runs files of rule tests and prints what promtool prints.
 *
 * @param run - only test groups whose name this RE2 pattern finds; null for all
 * @returns the exit status, as of {@link runTestFiles}
 */
export const testRules = (files: readonly string[], run: string | null): number => runTestFiles(files, run, failuresOf);

function failuresOf(file: string, isAsked: TestFilter): string[] {
  const text = readText(file);
  if (text.kind === 'unreadable') return [text.message];
  const parsed = parseRuleTestFile(text.text);
  if (parsed.kind === 'refused')
    return parsed.findings.map(({ line, column, message }) => `${file}: ${line}:${column}: ${message}`);
  const groups: RuleGroup[] = [];
  const failures: string[] = [];
  for (const ruleFile of filesNamedBy(file, parsed.file.ruleFiles)) {
    const rules = readText(ruleFile);
    if (rules.kind === 'unreadable') {
      failures.push(rules.message);
      continue;
    }
    const read = parseRuleFile(rules.text);
    if (read.kind === 'parsed') groups.push(...read.groups);
    else failures.push(...read.findings.map((one) => `${ruleFile}: ${one.line}:${one.column}: ${one.message}`));
  }
  if (failures.length > 0) return failures;
  const tests = parsed.file.groups.filter(({ name }, i) => isAsked(name, i));
  return runRuleTests({ ...parsed.file, groups: tests }, groups);
}
