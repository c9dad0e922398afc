import { parseRuleFile } from '@tocsin/domain/groups/rule-file';
import type { RuleGroup } from '@tocsin/domain/groups/rule-group';
import { parseRuleTestFile } from '@tocsin/domain/rule-tests/rule-test-file';
import { runRuleTests } from '@tocsin/domain/rule-tests/run-rule-tests';
import { runTestFiles, type TestFileReader, type TestFilter } from '../../files/test-files.js';
import type { Run } from '../../frame/command.js';

/** Runs files of rule tests and prints what promtool prints. */
export const run: Run = async (invocation) => runTestFiles(invocation, failuresOf);

function failuresOf(file: string, isAsked: TestFilter, reader: TestFileReader): string[] {
  const text = reader.text(file);
  if (text.kind === 'unreadable') return [text.message];
  const parsed = parseRuleTestFile(text.text);
  if (parsed.kind === 'refused')
    return parsed.findings.map(({ line, column, message }) => `${file}: ${line}:${column}: ${message}`);
  const groups: RuleGroup[] = [];
  const failures: string[] = [];
  for (const ruleFile of reader.filesNamedBy(file, parsed.file.ruleFiles)) {
    const rules = reader.text(ruleFile);
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
