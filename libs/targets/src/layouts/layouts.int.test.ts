import { SESSION_TIMEOUT_MS } from '@tocsin/adapter-kafka/kafka-consumption';
import { openKafkaLog } from '@tocsin/adapter-kafka/open-kafka-log';
import type { EventLog } from '@tocsin/ports/event-log';
import { environment } from '@tocsin/runtime/environment';
import { systemClock } from '@tocsin/runtime/system-clock';
import { GroupsWork } from '@tocsin/service-evaluation/groups-work';
import { SamplesWork } from '@tocsin/service-evaluation/samples-work';
import { type RunningBroker, startKafkaBroker, whyNoKafka } from '@tocsin/testing/kafka-broker';
import { type LogicalEntry, randomLog, recordsOf } from '@tocsin/testing/layouts/logical-log';
import { evaluateInOnePlace } from '@tocsin/testing/layouts/one-place';
import { canonical, differenceOf, hashOf } from '@tocsin/testing/layouts/outcome';
import { Dice } from '@tocsin/testing/promql/random-rules';
import { type LayoutOptions, LayoutRun } from './layout-run.fake.js';
import type { Member } from './member.fake.js';
import type { Fault, MemberSettings } from './member-settings.fake.js';
import { longestUnownedMs } from './unowned.fake.js';

/** `npm run soak` takes more: of layouts, ten to a log, and of joins and leaves. */
const LAYOUTS = Number(environment['TOCSIN_LAYOUTS'] ?? '10');
const CHANGES = Number(environment['TOCSIN_CHANGES'] ?? '6');
const LAYOUTS_PER_LOG = 10;
/** So many layouts run side by side. */
const LANES = 2;
const MINUTE_MS = 60_000;
/** Short, so that what a dead process owned is soon another's; elsewhere it is 6 seconds. */
const SHORT_SESSION_MS = 1_500;

const own = { samples: SamplesWork.formats, groups: GroupsWork.formats };
const next: MemberSettings['formats'] = { samples: ['v-next'], groups: ['v-next'] };

/** A layout of a log: one to sixteen partitions, one to four processes, of which some die or stop at random points. */
function layoutOf(place: number) {
  const dice = new Dice(place);
  const upTo = (most: number): number => 1 + dice.below(most);
  const partitions = { samples: [1, 16, 2, 4][place] ?? upTo(16), partials: upTo(8), states: upTo(8) };
  const [processes, faults] = [upTo(4), upTo(3)];
  /** In every other layout, every other process is of another version. */
  const isUpgrading = place % 2 === 1;
  const member: LayoutOptions['member'] = (n) => ({
    sessionTimeoutMs: SHORT_SESSION_MS,
    batchRecordsMax: upTo(60),
    snapshotIntervalMs: dice.pick([50, 200, 1_000]),
    formats: isUpgrading && n % 2 === 1 ? next : own,
    fault: n < faults ? faultOf(dice, n % 2 === 0 ? 'kill' : 'stop') : null,
  });
  return { partitions, processes, member, batchMax: upTo(60), dice };
}

function faultOf(dice: Dice, kind: Fault['kind']): Fault {
  const atWrite = 1 + dice.below(12);
  return { kind, atWrite, delayMs: kind === 'stop' ? null : dice.pick([null, 0, 2, 5, 10]) };
}

/** What a layout came to, who killed itself, and who woke up to find that others own what it owned. */
async function runLayout(log: EventLog, broker: string, history: readonly LogicalEntry[], place: number) {
  const { batchMax, dice, processes, ...layout } = layoutOf(place);
  const run = await LayoutRun.prepare({ log, broker, clock: systemClock, prefix: `layout-${place}`, ...layout });
  try {
    await run.write(recordsOf(history, { partitions: layout.partitions.samples, batchMax, dice }));
    for (let i = 0; i < processes; i += 1) run.join();
    const told = canonical(await run.finish());
    return { told, killed: run.members.filter(hasKilledItself), woken: run.woken };
  } finally {
    await run.end();
  }
}

const hasKilledItself = ({ settings, events }: Member): boolean =>
  settings.fault?.kind === 'kill' && events.some(({ kind }) => kind === 'fault');

const reason = whyNoKafka();

if (reason !== null) test.todo(`layouts on Kafka: left out, because ${reason}`);
else {
  let broker: RunningBroker;
  let log: EventLog;
  beforeEach(async () => {
    broker = await startKafkaBroker();
    const { address } = broker;
    const onError = (): void => undefined;
    log = await openKafkaLog({ brokers: [address], clientId: 'layouts', clock: systemClock, onError });
  }, MINUTE_MS);
  afterEach(async () => {
    await log.close();
    await broker.stop();
  }, MINUTE_MS);

  test.each(Array.from({ length: Math.ceil(LAYOUTS / LAYOUTS_PER_LOG) }, (_, seed) => seed))(
    'log %d gives one hash of transitions in all layouts, whoever dies, sleeps or is upgraded when: that of one place',
    async (seed) => {
      const history = randomLog(seed);
      const expected = canonical(evaluateInOnePlace(history));
      expect(expected.transitions.length).toBeGreaterThan(10);
      const places = Array.from({ length: LAYOUTS_PER_LOG }, (_, i) => LAYOUTS_PER_LOG * seed + i);
      let [killed, woken] = [0, 0];
      const lane = async (): Promise<void> => {
        for (let place = places.shift(); place !== undefined; place = places.shift()) {
          const outcome = await runLayout(log, broker.address, history, place);
          const isSame = hashOf(outcome.told) === hashOf(expected);
          expect({ seed, place, ...(isSame ? {} : differenceOf(expected, outcome.told)) }).toEqual({ seed, place });
          // What it was about to publish when it fell asleep was refused.
          for (const member of outcome.woken) expect(member.has('fenced')).toBe(true);
          killed += outcome.killed.length;
          woken += outcome.woken.length;
        }
      };
      await Promise.all(Array.from({ length: LANES }, lane));
      expect(killed).toBeGreaterThan(0);
      expect(woken).toBeGreaterThan(0);
    },
    15 * MINUTE_MS,
  );

  test(
    `${CHANGES} joins and leaves, a third of them without a word, change nothing of what is told`,
    async () => {
      const history = randomLog(1);
      const dice = new Dice(1);
      const partitions = { samples: 8, partials: 8, states: 8 };
      const run = await LayoutRun.prepare({
        log,
        broker: broker.address,
        clock: systemClock,
        prefix: 'changes',
        partitions,
        member: () => ({
          sessionTimeoutMs: SESSION_TIMEOUT_MS,
          batchRecordsMax: 10,
          snapshotIntervalMs: 1_000,
          formats: own,
          fault: null,
        }),
      });
      try {
        const records = recordsOf(history, { partitions: partitions.samples, batchMax: 10, dice });
        const slice = Math.ceil(records.length / (CHANGES + 1));
        for (const _ of [1, 2]) run.join();
        await run.allOwned();
        for (let change = 0; change < CHANGES; change += 1) {
          await run.write(records.slice(change * slice, (change + 1) * slice));
          const victim = dice.pick(run.living());
          if (change % 3 === 0) await run.joined(run.join());
          else if (change % 3 === 1) await run.leave(victim);
          else await victim.kill();
          await run.allOwned();
        }
        await run.write(records.slice(CHANGES * slice));
        expect(canonical(await run.finish())).toEqual(canonical(evaluateInOnePlace(history)));
        const longest = longestUnownedMs(run.members);
        console.log(`no partition was without an owner for more than ${longest} ms through ${CHANGES} changes`);
      } finally {
        await run.end();
      }
    },
    30 * MINUTE_MS,
  );
}
