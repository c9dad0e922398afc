import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openKafkaLog } from '@tocsin/adapter-kafka/open-kafka-log';
import { startEmbeddedServer } from '@tocsin/adapter-postgres/embedded-server';
import { createTocsinClient } from '@tocsin/client/tocsin-client';
import { systemClock } from '@tocsin/runtime/system-clock';
import { Predictor } from '@tocsin/service-ml-prediction/predictor';
import { abstentionsOf } from '@tocsin/testing/foresight/abstentions';
import { fileForesight, type RuleAhead } from '@tocsin/testing/foresight/file-foresight';
import { type Foresight, foresightLine, summedForesight } from '@tocsin/testing/foresight/foresight-report';
import { type ForesightRules, HORIZON, makeRules } from '@tocsin/testing/foresight/foresight-rules';
import { replayHere } from '@tocsin/testing/foresight/replay-here';
import { PlatformReplay } from '@tocsin/testing/foresight/replay-on-platform';
import { replaySettings } from '@tocsin/testing/foresight/replay-settings';
import { isOfCpu, type ReplayedFile, replayedFile } from '@tocsin/testing/foresight/replayed-file';
import { startKafkaBroker, whyNoKafka } from '@tocsin/testing/kafka-broker';
import { nabFiles } from '@tocsin/testing/nab';
import { startRedisServer } from '@tocsin/testing/redis-server';
import { ruleWith } from '@tocsin/testing/rules';
import { clusterSettings, ServiceProcesses } from '@tocsin/testing/service-processes';
import { report } from './report.js';
import { withDirectory } from './with-directory.js';

const DAY_MS = 86_400_000;
type Outcome = Awaited<ReturnType<PlatformReplay['run']>>;

/**
 * Which breaches of thresholds were foreseen, and what was foreseen and did not come: recordings of AWS's CPUs, replayed by
 * the API of a platform whose services are processes on a real Kafka. Its time is theirs.
 *
 * @param args - parts of the names of files, all without any; `days=N`, for so many days behind those that are known; `here`
 *   for the rules on forecasts alone, in this process and without a log, which comes to the same and is soon done
 */
export async function replay(args: readonly string[]): Promise<void> {
  const isHere = args.includes('here');
  const days = Number(args.find((arg) => arg.startsWith('days='))?.slice('days='.length) ?? Infinity);
  if (!(days > 0)) throw new Error('days=N: give a number of days above 0, such as days=1');
  const parts = args.filter((arg) => arg !== 'here' && !arg.startsWith('days='));
  const files = (await nabFiles())
    .filter(isOfCpu)
    .filter(({ path }) => parts.length === 0 || parts.some((part) => path.includes(part)))
    .map((recording) => replayedFile(recording, systemClock.now() - DAY_MS, days));
  if (files.length === 0) throw new Error(`no recording of a CPU has a name with ${parts.join(' or ')}`);
  const began = performance.now();
  if (isHere) reportOn(files, await replayedHere(files), ['forecast']);
  else
    await withDirectory(async (home) =>
      reportOn(files, await replayed(home, files), ['forecast', 'likely', 'possible']),
    );
  report('replay', 'took', (performance.now() - began) / 60_000, 'min', { files: files.length, here: isHere });
}

async function replayedHere(files: readonly ReplayedFile[]): Promise<Outcome> {
  const predictor = new Predictor({ seriesMax: files.length, cpuShare: 1, elapsedMs: () => 0 }, null);
  let made = 0;
  const rules = await Promise.all(
    files.map((file) => makeRules(file, async (draft) => ruleWith(`rule-${(made += 1)}`, 'bench', draft))),
  );
  const ruled = files.map((file, i) => ({ file, rules: rules[i] as ForesightRules }));
  const outcome = await replayHere('bench', ruled, predictor, ['forecast']);
  return { ...outcome, rules };
}

/** The platform on servers of its own, all of which are gone afterwards. */
async function replayed(home: string, files: readonly ReplayedFile[]): Promise<Outcome> {
  const reason = whyNoKafka();
  if (reason !== null) throw new Error(`the replay on Kafka was left out: ${reason}`);
  const [broker, redis] = [await startKafkaBroker(), await startRedisServer()];
  const database = await startEmbeddedServer(join(home, 'postgres'));
  const settings = await clusterSettings(home, {
    kafka: broker.address,
    redis: redis.url,
    database: database.url,
  });
  const { PORT: port, TOPIC_PREFIX: topicPrefix } = settings;
  const services = new ServiceProcesses({ ...settings, ...(await replaySettings(home)) });
  try {
    await services.upAll();
    await services.up('history');
    const token = (await readFile(join(home, 'admin.token'), 'utf8')).trim();
    const log = await openKafkaLog({
      brokers: [broker.address],
      clientId: 'bench',
      clock: systemClock,
      onError: (error) => process.stderr.write(`${error.message}\n`),
    });
    const tocsin = createTocsinClient({ baseUrl: `http://127.0.0.1:${port}`, token });
    const startPrediction = (): Promise<void> => services.up('ml-prediction');
    const outcome = await new PlatformReplay(
      { tocsin, log, topicPrefix, clock: systemClock, startPrediction },
      files,
    ).run();
    await log.close();
    return outcome;
  } finally {
    await services.stop();
    await Promise.all([database.stop(), redis.stop(), broker.stop()]);
  }
}

function reportOn(
  files: readonly ReplayedFile[],
  { rules, transitions, predicted }: Outcome,
  kinds: readonly RuleAhead[],
): void {
  const all = new Map<RuleAhead, Foresight[]>(kinds.map((rule) => [rule, []]));
  files.forEach((file, i) => {
    const { instance, threshold, later } = file;
    const own = rules[i];
    if (own === undefined) throw new Error(`${instance} has no rules`);
    const abstained = abstentionsOf(predicted, instance, HORIZON);
    for (const rule of kinds) {
      const foresight = fileForesight(transitions, file, own, rule);
      all.get(rule)?.push(foresight);
      told(foresight, {
        file: instance,
        rule,
        threshold,
        samples: later.length,
        abstained: abstained[rule === 'forecast' ? 'forecast' : 'chance'],
      });
    }
  });
  for (const [rule, foresights] of all) told(summedForesight(foresights), { file: 'all', rule });
}

function told(foresight: Foresight, circumstances: object): void {
  const { foreseen, ...others } = foresightLine(foresight);
  report('replay', 'foreseen', foreseen, 'breaches', { ...circumstances, horizon: HORIZON, ...others });
}
