import { openMemoryLog } from '@tocsin/adapter-memory-log/open-memory-log';
import { encodeJson, topicName } from '@tocsin/contracts/define-topic';
import { transitions } from '@tocsin/contracts/topics/transitions';
import type { Transition } from '@tocsin/domain/engine/transition';
import { FakeClock } from '@tocsin/ports/clock.fake';
import { RecordedAlerts } from '@tocsin/service-gateway/healing/recorded-alerts';

const START = 1_800_000_000_000;
const SIGNAL = new AbortController().signal;
const topic = topicName(transitions, 'tocsin');

/** A log in which each minute alerts of three tenants are told, in several partitions. */
async function filled() {
  const clock = new FakeClock(START);
  const log = await openMemoryLog({ directory: null, clock });
  await log.ensureTopics([{ name: topic, partitions: 4, cleanup: 'delete', retentionMs: 1e9 }]);
  for (let minute = 0; minute < 6; minute += 1) {
    const records = ['acme', 'acme/x', 'bolt'].map((tenant) => recordOf(tenant, minute));
    await log.append(topic, [...records, { key: 'acme/broken', value: Buffer.from('{') }]);
    await clock.advance(60_000);
  }
  return { log, alerts: new RecordedAlerts(log, 'tocsin') };
}

function recordOf(key: string, minute: number) {
  const [example] = transitions.examples;
  if (example === undefined) throw new Error('the topic has no example');
  const about = { rule_id: `r${minute}`, state: minute === 3 ? 'resolved' : 'firing', at: START - 7 } as const;
  const transition: Transition = { ...example, ...about, id: `${key} ${minute}`, tenant_id: key.split('/')[0] ?? '' };
  return { key: `${key}/${about.rule_id}/f`, value: encodeJson(transitions, transition) };
}

test('alerts of a tenant are told as of when the log took them, of all partitions in their order', async () => {
  const { log, alerts } = await filled();
  const minutes = (n: number): number => START + n * 60_000;
  const heard = async (from: number, to: number, isWanted = (_: string) => true, max = 100) => {
    const found = await alerts.heard('bolt', { from, to }, ({ rule_id }) => isWanted(rule_id), max, SIGNAL);
    return found.map(({ trigger, heardAt }) => [trigger.rule_id, trigger.at, (heardAt - START) / 60_000]);
  };
  expect(await heard(START, minutes(10))).toEqual([0, 1, 2, 4, 5].map((n) => [`r${n}`, START - 7, n]));
  expect(await heard(minutes(1), minutes(4))).toEqual([1, 2].map((n) => [`r${n}`, START - 7, n]));
  expect(await heard(START, minutes(10), (rule) => rule === 'r5')).toEqual([['r5', START - 7, 5]]);
  expect((await heard(START, minutes(10), undefined, 2)).length).toBeGreaterThan(2);
  expect(await alerts.heard('nobody', { from: START, to: minutes(10) }, () => true, 100, SIGNAL)).toEqual([]);
  await log.close();
});

test('a read that nobody waits for any more ends', async () => {
  const { log, alerts } = await filled();
  const gone = AbortSignal.abort(new Error('gone'));
  const read = alerts.heard('bolt', { from: START, to: START + 1e7 }, () => true, 100, gone);
  await expect(read).rejects.toThrow('gone');
  await log.close();
});
