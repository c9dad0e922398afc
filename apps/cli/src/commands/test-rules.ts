import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseRuleFile } from '@tocsin/domain/groups/rule-file';
import type { RuleGroup } from '@tocsin/domain/groups/rule-group';
import { patternProblem, patternTest } from '@tocsin/domain/promql/match-label';
import { parseRuleTestFile } from '@tocsin/domain/rule-tests/rule-test-file';
import { runRuleTests } from '@tocsin/domain/rule-tests/run-rule-tests';

/**
 * Runs files of rule tests and prints what promtool prints.
 *
 * @param run - only test groups whose name this RE2 pattern finds; null for all
 * @returns the exit status: 0 when all passed, 1 when one failed or a file could not be read, 2 for a bad pattern
 */
export function testRules(files: readonly string[], run: string | null): number {
  const problem = run === null ? null : patternProblem(run);
  if (problem !== null) {
    console.error(`--run ${run ?? ''}: ${problem}`);
    return 2;
  }
  let status = 0;
  for (const file of files) {
    console.log(`Unit Testing:  ${file}`);
    const failures = failuresOf(file, run);
    if (failures.length === 0) console.log('  SUCCESS\n');
    else {
      status = 1;
      console.error(`  FAILED:\n${failures.join('\n\n')}\n`);
    }
  }
  return status;
}

function failuresOf(file: string, run: string | null): string[] {
  const text = readText(file);
  if (text.kind === 'unreadable') return [text.message];
  const parsed = parseRuleTestFile(text.text);
  if (parsed.kind === 'refused')
    return parsed.findings.map(({ line, column, message }) => `${file}: ${line}:${column}: ${message}`);
  const fits = run === null ? () => true : patternTest(run);
  const groups: RuleGroup[] = [];
  const failures: string[] = [];
  for (const ruleFile of ruleFilesOf(file, parsed.file.ruleFiles)) {
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
  const tests = parsed.file.groups.filter(({ name }, i) => fits(name === '' ? `unnamed#${i}` : name));
  return runRuleTests({ ...parsed.file, groups: tests }, groups);
}

/** Paths and patterns are relative to the test file; a pattern that finds nothing is told of, as promtool does. */
function ruleFilesOf(testFile: string, patterns: readonly string[]): string[] {
  return patterns.flatMap((pattern) => {
    const full = path.isAbsolute(pattern) ? pattern : path.join(path.dirname(testFile), pattern);
    const found = globSync(full).sort();
    if (found.length === 0) console.error(`  WARNING: no file match pattern ${full}`);
    return found;
  });
}

type ReadText = { kind: 'read'; text: string } | { kind: 'unreadable'; message: string };

function readText(file: string): ReadText {
  try {
    return { kind: 'read', text: readFileSync(file, 'utf8') };
  } catch (error) {
    return { kind: 'unreadable', message: `cannot read ${file}: ${(error as Error).message}` };
  }
}
