// Runs Prometheus's own PromQL test scripts against the engine and prints, for each file, how many evaluations passed,
// failed, or are not supported (native histograms), with their line numbers. Ends with 1 when one failed.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { runScript } from '@tocsin/testing/promql/run-script';

const [folder = path.join(process.env.TOCSIN_TEST_DATA ?? '../shared/data', 'promqltest')] = process.argv.slice(2);
const totals = { passed: 0, failed: 0, unsupported: 0 };
for (const file of readdirSync(folder).filter((name) => name.endsWith('.test'))) {
  const verdicts = runScript(readFileSync(path.join(folder, file), 'utf8'));
  const of = (kind) => verdicts.filter((verdict) => verdict.kind === kind);
  for (const kind of Object.keys(totals)) totals[kind] += of(kind).length;
  console.log(
    `${file}: ${of('passed').length} passed, ${of('failed').length} failed, ${of('unsupported').length} unsupported`,
  );
  for (const { line, expr, why } of of('failed')) console.log(`  FAILED ${file}:${line} ${expr}\n    ${why}`);
  for (const { line, why } of of('unsupported')) console.log(`  unsupported ${file}:${line} ${why}`);
}
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.unsupported} unsupported`);
process.exitCode = totals.failed > 0 || totals.passed === 0 ? 1 : 0;
