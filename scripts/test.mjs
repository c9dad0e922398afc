// Runs every check of the project and ends with one line that sums them up. With arguments: only the jest tests whose
// path fits them.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';

const only = process.argv.slice(2);
const ci = process.env.CI === 'true';
const totals = { passed: 0, failed: 0, skipped: 0 };
const report = '.cache/jest-report.json';

function step(title, command, args) {
  const began = Date.now();
  console.log(`\n== ${title}`);
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  console.log(`== ${title}: ${status === 0 ? 'ok' : 'FAILED'} (${((Date.now() - began) / 1000).toFixed(0)} s)`);
  return status === 0;
}

function check(title, command, args) {
  const ok = step(title, command, args);
  totals[ok ? 'passed' : 'failed'] += 1;
  return ok;
}

function jest(title, project, workers) {
  rmSync(report, { force: true });
  const args = [
    'node_modules/jest/bin/jest.js',
    '--selectProjects',
    project,
    '--passWithNoTests',
    '--json',
    `--outputFile=${report}`,
  ];
  const ok = step(title, process.execPath, [...args, `--maxWorkers=${workers}`, '--silent=false', ...only]);
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numRuntimeErrorTestSuites } = JSON.parse(
      readFileSync(report, 'utf8'),
    );
    totals.passed += numPassedTests;
    totals.failed += numFailedTests + numRuntimeErrorTestSuites;
    totals.skipped += numPendingTests + numTodoTests;
    if (!ok && numFailedTests + numRuntimeErrorTestSuites === 0) totals.failed += 1;
  } catch {
    totals.failed += 1;
  }
}

mkdirSync('.cache', { recursive: true });
const built = check('types and build', 'bash', ['scripts/run.sh', 'build']);
if (built) {
  if (only.length === 0) {
    check('types of the tests', process.execPath, ['node_modules/typescript-7/bin/tsc', '-p', 'tsconfig.tests.json']);
    check('lint and format', 'bash', ['scripts/run.sh', 'lint']);
    check('generated documents are fresh', process.execPath, ['scripts/contracts.mjs', '--check']);
  }
  jest('unit, property and contract tests', 'unit', 2);
  jest('integration tests: PostgreSQL, Kafka, Redis', 'integration', 1);
  jest('end-to-end tests', 'e2e', 1);
}
if (ci && totals.skipped > 0) {
  console.log(`\n${totals.skipped} tests were skipped, and in CI nothing may be`);
  totals.failed += totals.skipped;
  totals.skipped = 0;
}
console.log(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exitCode = totals.failed > 0 ? 1 : 0;
