import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { patternProblem, patternTest } from '@tocsin/domain/promql/match-label';

/** Says whether a test runs, by its name and its place in the file. */
export type TestFilter = (name: string, place: number) => boolean;

/**
 * Runs files of tests and prints what promtool prints.
 *
 * @param run - only tests whose name this RE2 pattern finds; null for all
 * @param failuresOf - what did not come out in a file, or what is wrong with it
 * @returns the exit status: 0 when all passed, 1 when one failed or a file could not be read, 2 for a bad pattern
 */
export function runTestFiles(
  files: readonly string[],
  run: string | null,
  failuresOf: (file: string, isAsked: TestFilter) => readonly string[],
): number {
  const problem = run === null ? null : patternProblem(run);
  if (problem !== null) {
    console.error(`--run ${run ?? ''}: ${problem}`);
    return 2;
  }
  const fits = run === null ? () => true : patternTest(run);
  let status = 0;
  for (const file of files) {
    console.log(`Unit Testing:  ${file}`);
    const failures = failuresOf(file, (name, place) => fits(name === '' ? `unnamed#${place}` : name));
    if (failures.length === 0) console.log('  SUCCESS\n');
    else {
      status = 1;
      console.error(`  FAILED:\n${failures.join('\n\n')}\n`);
    }
  }
  return status;
}

/** Paths and patterns are relative to the test file; a pattern that finds nothing is told of, as promtool does. */
export function filesNamedBy(testFile: string, patterns: readonly string[]): string[] {
  return patterns.flatMap((pattern) => {
    const full = path.isAbsolute(pattern) ? pattern : path.join(path.dirname(testFile), pattern);
    const found = globSync(full).sort();
    if (found.length === 0) console.error(`  WARNING: no file match pattern ${full}`);
    return found;
  });
}

export type ReadText = { kind: 'read'; text: string } | { kind: 'unreadable'; message: string };

export function readText(file: string): ReadText {
  try {
    return { kind: 'read', text: readFileSync(file, 'utf8') };
  } catch (error) {
    return { kind: 'unreadable', message: `cannot read ${file}: ${(error as Error).message}` };
  }
}
