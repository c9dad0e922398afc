import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { patternProblem, patternTest } from '@tocsin/domain/promql/match-label';
import { type Invocation, textOption } from '../frame/command.js';
import { CommandError, exit, type ExitStatus } from '../frame/exit.js';

/** Says whether a test runs, by its name and its place in the file. */
export type TestFilter = (name: string, place: number) => boolean;

/**
 * Runs files of tests and prints what promtool prints.
 *
 * @param failuresOf - what did not come out in a file, or what is wrong with it
 * @returns 0 when all passed, 1 when one failed or a file could not be read
 * @throws CommandError for a bad pattern
 */
export function runTestFiles(
  invocation: Invocation,
  failuresOf: (file: string, isAsked: TestFilter, reader: TestFileReader) => readonly string[],
): ExitStatus {
  const { args, surroundings } = invocation;
  const run = textOption(invocation, 'run');
  const problem = run === undefined ? null : patternProblem(run);
  if (problem !== null)
    throw new CommandError(exit.usage, problem, `--run ${run ?? ''}`, 'write a regular expression as RE2 has it');
  const fits = run === undefined ? () => true : patternTest(run);
  const reader = new TestFileReader(surroundings);
  let status: ExitStatus = exit.ok;
  for (const file of args) {
    surroundings.out.write(`Unit Testing:  ${file}\n`);
    const failures = failuresOf(file, (name, place) => fits(name === '' ? `unnamed#${place}` : name), reader);
    if (failures.length === 0) surroundings.out.write('  SUCCESS\n\n');
    else {
      status = exit.failed;
      surroundings.err.write(`  FAILED:\n${failures.join('\n\n')}\n\n`);
    }
  }
  return status;
}

export type FileText = { kind: 'read'; text: string } | { kind: 'unreadable'; message: string };

/** Reads test files and what they name. */
export class TestFileReader {
  constructor(private readonly surroundings: Invocation['surroundings']) {}

  text(file: string): FileText {
    try {
      return { kind: 'read', text: readFileSync(path.resolve(this.surroundings.directory, file), 'utf8') };
    } catch (error) {
      return { kind: 'unreadable', message: `cannot read ${file}: ${(error as Error).message}` };
    }
  }

  /** Paths and patterns are relative to the test file; a pattern that finds nothing is told of, as promtool does. */
  filesNamedBy(testFile: string, patterns: readonly string[]): string[] {
    const { directory, err } = this.surroundings;
    return patterns.flatMap((pattern) => {
      const full = path.isAbsolute(pattern) ? pattern : path.join(path.dirname(testFile), pattern);
      const found = globSync(full, { cwd: directory }).sort();
      if (found.length === 0) err.write(`  WARNING: no file match pattern ${full}\n`);
      return found;
    });
  }
}
