// Packs the command line into one package without dependencies, which runs wherever Node.js 24 is; prints the file's path.
// The platform itself is not in it: `tocsin up`, and what `tocsin doctor` looks at in an installation, need a checkout.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { rolldown } from 'rolldown';

const folder = resolve(process.argv[2] ?? 'apps/cli/dist/package');
const own = JSON.parse(readFileSync('apps/cli/package.json', 'utf8'));

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const bundle = await rolldown({
  input: 'apps/cli/dist/main.js',
  platform: 'node',
  external: [/^@tocsin\/targets\//],
  logLevel: 'warn',
});
// Commands stay in files of their own, so that each is read when it is wanted.
const { output } = await bundle.write({
  dir: join(folder, 'dist'),
  format: 'esm',
  entryFileNames: 'tocsin.js',
  minify: true,
});
await bundle.close();

writeFileSync(join(folder, 'THIRD_PARTY_LICENSES'), licencesOf(output.flatMap(({ moduleIds = [] }) => moduleIds)));

const { version, description, license } = own;
const manifest = {
  name: 'tocsin',
  version,
  description,
  license,
  type: 'module',
  bin: { tocsin: 'dist/tocsin.js' },
  files: ['dist', 'LICENSE', 'README.md', 'THIRD_PARTY_LICENSES'],
  engines: { node: '>=24' },
};
writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
cpSync('LICENSE', join(folder, 'LICENSE'));
cpSync('docs/cli.md', join(folder, 'README.md'));

const { status, stdout, stderr } = spawnSync('npm', ['pack', '--silent'], { cwd: folder, encoding: 'utf8' });
if (status !== 0) {
  process.stderr.write(stderr);
  process.exit(1);
}
process.stdout.write(`${join(folder, stdout.trim())}\n`);

/** The licences of the packages that the modules are of: whoever gets their code gets these, too. */
function licencesOf(modules) {
  const roots = modules.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0] ?? []);
  const texts = [...new Set(roots)].toSorted().map((root) => {
    const { name, version: own, license: kind } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const file = readdirSync(root).find((entry) => /^licen[cs]e/i.test(entry));
    if (file === undefined) throw new Error(`${name} has no file with its licence; look for it, and name it here`);
    return `${name} ${own} (${kind})\n\n${readFileSync(join(root, file), 'utf8').trim()}\n`;
  });
  return texts.join(`\n${'-'.repeat(80)}\n\n`);
}
