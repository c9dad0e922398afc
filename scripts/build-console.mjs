// Builds the console's files into apps/console/dist, when what they are made of has changed since the last time.
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const room = resolve('apps/console');
const stamp = join(room, 'dist/.made-of');
const sources = [
  'package-lock.json',
  'scripts/build-console.mjs',
  ...globSync(['apps/console/{index.html,package.json,vite.config.mjs}', 'apps/console/src/**/*.{ts,tsx,css}']),
  // What it imports of other rooms is theirs as it was built.
  ...globSync(['libs/client/dist/**/*.js', 'libs/contracts/dist/console-addresses.js', 'libs/domain/dist/**/*.js']),
].toSorted();
const hash = createHash('sha256');
for (const path of sources) hash.update(path).update('\0').update(readFileSync(path)).update('\0');
const madeOf = hash.digest('hex');

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== madeOf) {
  const { build } = await import(pathToFileURL(createRequire(join(room, 'package.json')).resolve('vite')));
  await build({ root: room, configFile: join(room, 'vite.config.mjs'), logLevel: 'warn' });
  writeFileSync(stamp, madeOf);
}
