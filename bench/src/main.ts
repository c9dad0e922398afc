import { engine } from './engine.js';
import { latency } from './latency.js';
import { pipeline } from './pipeline.js';
import { start } from './start.js';

const benches: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = {
  pipeline,
  latency,
  start,
  engine,
};
const name = process.argv[2] ?? '';
const bench = Object.hasOwn(benches, name) ? benches[name] : undefined;
if (bench === undefined) {
  process.stderr.write(`npm run bench -- NAME, with NAME one of: ${Object.keys(benches).join(', ')}\n`);
  process.exit(2);
}
await bench(process.argv.slice(3));
