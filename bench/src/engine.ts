import { debianProgram } from '@tocsin/testing/debian-program';
import { startKafkaBroker, whyNoKafka } from '@tocsin/testing/kafka-broker';
import { measureAccepted } from './engine/accepted.js';
import { type Figures, figuresOf, reportBeside, tell } from './engine/figures.js';
import { measureCpu, measureMemory } from './engine/groups.js';
import { measurePath } from './engine/path.js';
import { measurePeer } from './engine/peer.js';
import { measureRestart } from './engine/restart.js';
import { report } from './report.js';

const SIZES = [10_000, 100_000];
const PATH_SIZES = [10_000, 100_000, 1_000_000];
const RULES = 20;
/** Where the cost of one more rule is measured: by so many series, and so many rules more. */
const COST_SERIES = 100_000;
const RULES_MORE = 20;
const RESTART_SERIES = 1_000_000;

/** What is measured in a process of its own, by the arguments that name it. */
const parts: Readonly<Record<string, (args: readonly string[]) => Figures | Promise<Figures>>> = {
  cpu: ([series]) => measureCpu(Number(series)),
  memory: ([series]) => measureMemory(Number(series)),
  restart: ([series]) => measureRestart(Number(series)),
  path: ([brokers = '', series, rules]) => measurePath(brokers, Number(series), Number(rules)),
  accepted: ([brokers = '']) => measureAccepted(brokers),
};

/**
 * CPU of one evaluation of each kind of rule, for each series, and memory with 20 rules, both beside Prometheus; the
 * whole path on Kafka; how soon an accepted sample becomes a transition; and how long a restart takes.
 */
export async function engine(args: readonly string[]): Promise<void> {
  const part = parts[args[0] ?? ''];
  if (part !== undefined) {
    tell(await part(args.slice(1)));
    return;
  }
  const named = args[args.indexOf('--peer-bin') + 1];
  const found = debianProgram('prometheus');
  const program = args.includes('--peer-bin') ? named : found.kind === 'there' ? found.path : undefined;
  if (program === undefined)
    process.stderr.write('the peer is left out: there is no Prometheus here, and --peer-bin names none\n');
  for (const series of SIZES) {
    const cpu = await figuresOf('cpu', [String(series)]);
    const memory = await figuresOf('memory', [String(series)]);
    const theirs: Figures = program === undefined ? new Map() : await measurePeer(program, series);
    reportBeside(new Map([...cpu, ...memory]), theirs, { series, ...(program === undefined ? {} : { peer: program }) });
  }
  reportBeside(await figuresOf('restart', [String(RESTART_SERIES)]), new Map(), { series: RESTART_SERIES });
  await onKafka();
}

async function onKafka(): Promise<void> {
  const reason = whyNoKafka();
  if (reason !== null) throw new Error(`the bench on Kafka was left out: ${reason}`);
  const broker = await startKafkaBroker();
  const path = (series: number, rules: number): Promise<Figures> =>
    figuresOf('path', [broker.address, String(series), String(rules)]);
  const cpuOf = (figures: Figures): number => figures.get('path_cpu')?.value ?? Number.NaN;
  try {
    reportBeside(await figuresOf('accepted', [broker.address]), new Map(), { samples_per_second: 10_000 });
    for (const series of PATH_SIZES) {
      const few = await path(series, RULES);
      reportBeside(few, new Map(), { series, rules: RULES });
      if (series !== COST_SERIES) continue;
      const many = await path(series, RULES + RULES_MORE);
      const cost = (cpuOf(many) - cpuOf(few)) / RULES_MORE;
      report('engine', 'path_cost_of_a_rule', cost, 'us/rule/sample', { series, from: RULES, to: RULES + RULES_MORE });
    }
  } finally {
    await broker.stop();
  }
}
