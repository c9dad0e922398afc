// Renders the chart with each of its sets of values (helm/tocsin/ci) and writes helm/snapshots/NAME.yaml; with --check it only
// says which of them are stale.
//   snapshots.mjs [--check]
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const helm = '.cache/helm/helm';
const values = 'helm/tocsin/ci';
const snapshots = 'helm/snapshots';
const checkOnly = process.argv.includes('--check');

execFileSync('bash', ['scripts/helm/build.sh', '.cache/helm'], { stdio: 'inherit' });
mkdirSync(snapshots, { recursive: true });
const names = readdirSync(values).map((file) => file.replace(/\.yaml$/, ''));
const stale = readdirSync(snapshots).filter((file) => !names.includes(file.replace(/\.yaml$/, '')));
if (!checkOnly) for (const file of stale) rmSync(`${snapshots}/${file}`);
for (const name of names) {
  const args = ['template', 'tocsin', 'helm/tocsin', '--namespace', 'tocsin', '--kube-version', '1.34.4'];
  const rendered = execFileSync(helm, [...args, '--values', `${values}/${name}.yaml`], { encoding: 'utf8' });
  // Templates leave lines that hold nothing.
  const text = rendered.replace(/[ \t]+$/gm, '').replace(/\n{2,}/g, '\n');
  const path = `${snapshots}/${name}.yaml`;
  const current = readdirSync(snapshots).includes(`${name}.yaml`) ? readFileSync(path, 'utf8') : null;
  if (current === text) continue;
  stale.push(`${name}.yaml`);
  if (!checkOnly) writeFileSync(path, text);
}
if (checkOnly && stale.length > 0) {
  console.error(
    `stale: ${stale.map((file) => `${snapshots}/${file}`).join(', ')}; run npm run chart and commit what it writes`,
  );
  process.exitCode = 1;
} else console.log(stale.length === 0 ? 'fresh' : `written: ${stale.join(', ')}`);
