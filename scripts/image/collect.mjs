// Copies what was built, and what an installation of packages asks for, into a folder that images are made of:
//   collect.mjs DIRECTORY
// Which app an image is for is not known here, so that it is done once for all of them.
import { cpSync, globSync, statSync } from 'node:fs';
import { join } from 'node:path';

const [directory] = process.argv.slice(2);
const isInstalled = (path) => path.includes('node_modules');
/** Types and maps are for those who write programs, and the compiler's notes for the compiler. */
const isForProgrammers = (path) => /\.d\.ts$|\.map$|\.tsbuildinfo$|\/\.made-of$/.test(path);
const wanted = [
  ...globSync(['package.json', 'package-lock.json', '.npmrc', 'LICENSE']),
  ...globSync('{apps,bench,deploy,e2e,libs}/**/package.json', { exclude: isInstalled }),
  ...globSync([
    'apps/*/dist/**/*',
    'libs/{*,adapters/*,services/*}/dist/**/*',
    '{config,models}/**/*',
    'docs/dist/**/*',
  ]),
  ...globSync('scripts/image/{health,prune}.mjs'),
].filter((path) => statSync(path).isFile() && !isForProgrammers(path));
for (const path of wanted) cpSync(path, join(directory, path));
