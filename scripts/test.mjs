// Runs every check of the project and ends with one line that sums them up. With arguments: only the jest tests whose
// path fits them.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { relative } from 'node:path';
import { buildInBackground } from './background-build.mjs';

const only = process.argv.slice(2);
const ci = process.env.CI === 'true';
const totals = { passed: 0, failed: 0, skipped: 0 };
/** The checks and tests that failed, by name: they are told again at the end, since what a test printed may be long. */
const failures = [];
const report = '.cache/jest-report.json';

/**
 * Seed of the random cases: one and the same for one and the same tree, so that who runs the tests after us sees what we
 * saw, and another for each change.
 */
function seedOfTree() {
  const { status, stdout } = spawnSync('git', ['rev-parse', 'HEAD^{tree}'], { encoding: 'utf8' });
  return status === 0 ? Number.parseInt(stdout.slice(0, 7), 16) : Math.trunc(Math.random() * 2 ** 28);
}

/** A step has a group of processes of its own, and what it leaves running, a server of a test that failed, ends with it. */
async function step(title, command, args) {
  const began = Date.now();
  console.log(`\n== ${title}`);
  const child = spawn(command, args, { stdio: 'inherit', detached: true });
  const stop = (signal) => {
    try {
      process.kill(-child.pid, signal);
    } catch {
      // Nothing is left of the group.
    }
  };
  const interrupt = () => stop('SIGINT');
  process.on('SIGINT', interrupt);
  const [status] = await once(child, 'exit');
  process.off('SIGINT', interrupt);
  stop('SIGKILL');
  console.log(`== ${title}: ${status === 0 ? 'ok' : 'FAILED'} (${((Date.now() - began) / 1000).toFixed(0)} s)`);
  return status === 0;
}

async function check(title, command, args) {
  const ok = await step(title, command, args);
  totals[ok ? 'passed' : 'failed'] += 1;
  if (!ok) failures.push(title);
  return ok;
}

/** @param beside - a command that runs the tests, where they want something running beside them */
async function jest(title, project, workers, beside = []) {
  rmSync(report, { force: true });
  const args = [
    ...beside,
    process.execPath,
    'node_modules/jest/bin/jest.js',
    '--selectProjects',
    project,
    '--passWithNoTests',
    '--forceExit',
    '--json',
    `--outputFile=${report}`,
  ];
  const [command, ...rest] = [...args, `--maxWorkers=${workers}`, '--silent=false', ...only];
  const ok = await step(title, command, rest);
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numRuntimeErrorTestSuites, testResults } =
      JSON.parse(readFileSync(report, 'utf8'));
    totals.passed += numPassedTests;
    totals.failed += numFailedTests + numRuntimeErrorTestSuites;
    totals.skipped += numPendingTests + numTodoTests;
    if (!ok && numFailedTests + numRuntimeErrorTestSuites === 0) totals.failed += 1;
    for (const { name, status, assertionResults } of testResults) {
      if (status !== 'failed') continue;
      const failed = assertionResults.filter((test) => test.status === 'failed');
      const titles = failed.length === 0 ? ['it could not be run'] : failed.map(({ fullName }) => fullName);
      failures.push(...titles.map((title) => `${relative('.', name)}: ${title}`));
    }
  } catch {
    totals.failed += 1;
    failures.push(`${title}: there is no report of it`);
  }
}

/** Whether there is anything to do on a cluster: to have one for nothing would cost minutes. */
function wantsCluster() {
  if (only.length === 0) return true;
  const args = ['node_modules/jest/bin/jest.js', '--selectProjects', 'kubernetes', '--listTests', ...only];
  return spawnSync(process.execPath, args, { encoding: 'utf8' }).stdout.trim() !== '';
}

mkdirSync('.cache', { recursive: true });
// What is built from Go is wanted last, and takes minutes the first time.
const clusterPrograms = wantsCluster()
  ? buildInBackground('.cache/go-programs.log', [
      ['scripts/helm/build.sh', '.cache/helm'],
      ['scripts/kubernetes/build.sh', '.cache/kubernetes'],
    ])
  : null;
process.env.PROPERTY_SEED ??= String(seedOfTree());
console.log(`random cases by PROPERTY_SEED=${process.env.PROPERTY_SEED}`);
const built = await check('types and build', 'bash', ['scripts/run.sh', 'build']);
if (built) {
  if (only.length === 0) {
    await check('types of the tests', process.execPath, [
      'node_modules/typescript-7/bin/tsc',
      '-p',
      'tsconfig.tests.json',
    ]);
    await check('lint and format', 'bash', ['scripts/run.sh', 'lint']);
    await check('generated documents are fresh', process.execPath, ['scripts/contracts.mjs', '--check']);
  }
  await jest('unit, property and contract tests', 'unit', 2);
  await jest('integration tests: PostgreSQL, Kafka, Redis', 'integration', 1);
  await jest('end-to-end tests', 'e2e', 1);
  if (clusterPrograms !== null) {
    const title = 'tests on a Kubernetes control plane';
    const reason = await clusterPrograms.missing();
    const beside = [process.execPath, 'scripts/kubernetes/with-cluster.mjs', '.cache/kubernetes'];
    if (reason === null) await jest(title, 'kubernetes', 1, beside);
    else {
      console.log(`\n== ${title}: left out, because ${reason}`);
      totals.skipped += 1;
    }
  }
}
clusterPrograms?.end();
if (ci && totals.skipped > 0) {
  console.log(`\n${totals.skipped} tests were skipped, and in CI nothing may be`);
  totals.failed += totals.skipped;
  totals.skipped = 0;
}
if (failures.length > 0) console.log(`\nfailed:\n${failures.map((failure) => `  ${failure}`).join('\n')}`);
console.log(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exitCode = totals.failed > 0 ? 1 : 0;
