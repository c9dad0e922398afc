import { backtest, joinsLiveAt, type StandingAlert } from '@tocsin/domain/backtest/backtest';
import type { SampleSeries } from '@tocsin/domain/backtest/sample-feed';
import { parseSeriesKey } from '@tocsin/domain/engine/sample-batch';
import type { Transition } from '@tocsin/domain/engine/transition';
import { planGroup } from '@tocsin/domain/groups/group-plan';
import { lastTick } from '@tocsin/domain/groups/group-share';
import { groupRuleId } from '@tocsin/domain/groups/group-transitions';
import type { RuleGroupDocument } from '@tocsin/domain/groups/rule-group-document';
import { METRIC_NAME } from '@tocsin/domain/plan/label-set';
import { environment } from '@tocsin/runtime/environment';
import { documentOf, type LogEntry, logOf, runWhole, textsOf } from './group-layouts.js';
import { Dice, randomWorld } from './random-rules.js';

/** `npm run soak` takes more. */
const WORLDS = Number(environment['TOCSIN_WORLDS'] ?? '60');

type Sample = Extract<LogEntry, { kind: 'samples' }>;

/** The samples of a log by their times, each once, and the clock when a group is due, told of after the samples. */
function inTime(log: readonly LogEntry[], intervalMs: number, hash: number): { samples: Sample[]; log: LogEntry[] } {
  const once = new Map<string, Sample>();
  for (const entry of log) if (entry.kind === 'samples') once.set(`${entry.key} ${entry.time}`, entry);
  const samples = [...once.values()].sort((a, b) => a.time - b.time);
  const last = (samples.at(-1)?.time ?? 0) + 60_000;
  const clock: LogEntry[] = [];
  for (let at = lastTick(0, intervalMs, hash); at <= last; at += intervalMs) clock.push({ kind: 'clock', at });
  const timeOf = (entry: LogEntry): number => (entry.kind === 'clock' ? entry.at : entry.time);
  return { samples, log: [...samples, ...clock].sort((a, b) => timeOf(a) - timeOf(b)) };
}

function seriesOf(samples: readonly Pick<Sample, 'key' | 'time' | 'value'>[]): SampleSeries[] {
  return [...new Set(samples.map(({ key }) => key))].map((key) => {
    const { metric, labels } = parseSeriesKey(key);
    const own = samples.filter((sample) => sample.key === key);
    return {
      labels: { ...labels, [METRIC_NAME]: metric },
      times: own.map(({ time }) => time),
      values: own.map(({ value }) => value),
    };
  });
}

test(`a back-test gives the transitions that ${WORLDS} random groups gave live`, () => {
  let count = 0;
  for (let seed = 0; seed < WORLDS; seed += 1) {
    const world = randomWorld(seed, '3');
    const document = documentOf(world);
    const { intervalMs, hash } = planGroup(document);
    const { samples, log } = inTime(logOf(world), intervalMs, hash);
    const live = textsOf(runWhole(document, log).transitions);
    count += live.length;
    const to = (log.at(-1) as Extract<LogEntry, { kind: 'clock' }>).at;
    // Live, the first tick that is heard of is where the group begins; it is evaluated from the next one on.
    const from = lastTick(0, intervalMs, hash) + 1;
    const { transitions } = backtest({ document, series: seriesOf(samples), from, to });
    expect({ seed, told: textsOf(transitions) }).toEqual({ seed, told: live });
  }
  expect(count).toBeGreaterThan(WORLDS);
});

/** The alerts that live evaluation had at a time, as its transitions tell. */
function standingAt(document: RuleGroupDocument, transitions: readonly Transition[], at: number): StandingAlert[] {
  const last = new Map<string, { pending: Transition; firing: Transition | null }>();
  for (const one of transitions) {
    if (one.at > at) break;
    const key = `${one.rule_id} ${one.fingerprint}`;
    if (one.state === 'pending') last.set(key, { pending: one, firing: null });
    else if (one.state === 'firing') last.set(key, { pending: last.get(key)?.pending ?? one, firing: one });
    else last.delete(key);
  }
  return [...last.values()].map(({ pending, firing }) => ({
    place: document.rules.findIndex((_, place) => groupRuleId(document, place) === pending.rule_id),
    labels: pending.labels,
    source: pending.evidence[0]?.labels ?? {},
    value: pending.value ?? Number.NaN,
    activeAt: pending.episode_start,
    firedAt: firing?.at ?? null,
  }));
}

test(`a back-test that goes on from live, anywhere, gives what came then, of ${WORLDS} random groups`, () => {
  let count = 0;
  for (let seed = 0; seed < WORLDS; seed += 1) {
    const world = randomWorld(seed, '3');
    const document = documentOf(world);
    const { intervalMs, hash } = planGroup(document);
    const { samples, log } = inTime(logOf(world), intervalMs, hash);
    const live = runWhole(document, log);
    const to = (log.at(-1) as Extract<LogEntry, { kind: 'clock' }>).at;
    const from = lastTick(new Dice(seed).below(to), intervalMs, hash) + 1;
    const since = lastTick((log.find(({ kind }) => kind === 'clock') as { at: number }).at, intervalMs, hash);
    const standing = standingAt(document, live.transitions, joinsLiveAt(document, from, since));
    const series = [...seriesOf(samples), ...seriesOf(live.recorded)];
    const { transitions } = backtest({ document, series, from, to, live: { since, standing } });
    const told = transitions.map((one) => JSON.stringify(one));
    const expected = live.transitions.filter(({ at }) => at >= from).map((one) => JSON.stringify(one));
    count += standing.length;
    expect({ seed, told }).toEqual({ seed, told: expected });
  }
  expect(count).toBeGreaterThan(WORLDS / 4);
});
