import { measureConsole } from './console.js';
import { cli } from './cli.js';
import { detection } from './detection.js';
import { drift } from './drift.js';
import { engine } from './engine.js';
import { forecast } from './forecast.js';
import { gateway } from './gateway.js';
import { healing } from './healing.js';
import { inference } from './inference.js';
import { language } from './language.js';
import { latency } from './latency.js';
import { ledger } from './ledger.js';
import { notification } from './notification.js';
import { pipeline } from './pipeline.js';
import { recommendations } from './recommendations.js';
import { replay } from './replay.js';
import { start } from './start.js';
import { traces } from './traces.js';

const benches: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = {
  pipeline,
  latency,
  start,
  engine,
  gateway,
  notification,
  detection,
  drift,
  recommendations,
  language,
  inference,
  forecast,
  replay,
  ledger,
  healing,
  traces,
  console: measureConsole,
  cli,
};
const name = process.argv[2] ?? '';
const bench = Object.hasOwn(benches, name) ? benches[name] : undefined;
if (bench === undefined) {
  process.stderr.write(`npm run bench -- NAME, with NAME one of: ${Object.keys(benches).join(', ')}\n`);
  process.exit(2);
}
await bench(process.argv.slice(3));
