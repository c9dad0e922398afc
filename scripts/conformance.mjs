// Holds the engine against what others wrote. `promql` runs Prometheus's own PromQL test scripts; `rules` loads published
// rule files. Prints what came out and ends with 1 when something failed.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { checkPublishedRules } from '@tocsin/testing/promql/published-rules';
import { runScript } from '@tocsin/testing/promql/run-script';

const data = process.env.TOCSIN_TEST_DATA ?? '../shared/data';
const [what, given] = process.argv.slice(2);

function promql(folder) {
  const totals = { passed: 0, failed: 0, unsupported: 0 };
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.test'))) {
    const verdicts = runScript(readFileSync(path.join(folder, file), 'utf8'));
    const of = (kind) => verdicts.filter((verdict) => verdict.kind === kind);
    for (const kind of Object.keys(totals)) totals[kind] += of(kind).length;
    const counts = Object.keys(totals).map((kind) => `${of(kind).length} ${kind}`);
    console.log(`${file}: ${counts.join(', ')}`);
    for (const { line, expr, why } of of('failed')) console.log(`  FAILED ${file}:${line} ${expr}\n    ${why}`);
    for (const { line, why } of of('unsupported')) console.log(`  unsupported ${file}:${line} ${why}`);
  }
  console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.unsupported} unsupported`);
  return totals.failed === 0 && totals.passed > 0;
}

function rules(folder) {
  const found = checkPublishedRules(folder);
  const failed = found.filter(({ problem }) => problem !== null);
  for (const { file, name, problem } of failed) console.log(`FAILED ${file} ${name}: ${problem}`);
  const slow = found.filter((rule) => rule.slow.length > 0);
  console.log(`Not incremental (${slow.length} of ${found.length} rules):`);
  for (const rule of slow) console.log(`  ${rule.file} ${rule.name}: ${rule.slow.join('; ')}`);
  const alerts = found.filter(({ kind }) => kind === 'alerting').length;
  const files = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name)).length;
  console.log(`${files} files, ${alerts} alerts, ${found.length - alerts} recording rules: ${failed.length} failed`);
  return failed.length === 0 && found.length > 0;
}

const runs = {
  promql: () => promql(given ?? path.join(data, 'promqltest')),
  rules: () => rules(given ?? path.join(data, 'prometheus-rules')),
};
if (runs[what] === undefined) {
  console.error('usage: conformance promql|rules [FOLDER]');
  process.exitCode = 2;
} else process.exitCode = runs[what]() ? 0 : 1;
