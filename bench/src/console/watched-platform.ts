import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '@tocsin/runtime/system-clock';
import { encodeRemoteWrite, remoteWriteHeaders, type RemoteWriteSeries } from '@tocsin/testing/remote-write';
import { type MeasuredStandalone, startStandalone } from '../standalone.js';

export const INSTANCES_OF_RULE = 10;
/** A sample each minute of seven days, of so many series. */
const PAST_SERIES = 100;
const MINUTE_MS = 60_000;
const PAST_MS = 7 * 86_400_000;
export const PAST_SAMPLES = (PAST_SERIES * PAST_MS) / MINUTE_MS;
export const OWNERS = 20;
/** So many are made within the time that a request has, also where others work on the machine. */
const RULES_AT_ONCE = 20;
const SERIES_AT_ONCE = 2_000;
const POLL_MS = 500;
const TRIES_MAX = 10;
/** Longest that all of it may take to fire. */
const FIRING_MS_MAX = 300_000;

export const nameOfRule = (i: number): string => `Rule ${String(i).padStart(5, '0')}`;
export const metricOfRule = (i: number): string => `bench_load_${i}`;
const severities = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFO'] as const;

/** A platform in one process with rules, of each of which ten alerts fire, and seven days of another metric. */
export async function startWatchedPlatform(home: string, rules: number): Promise<MeasuredStandalone> {
  const config = join(home, 'bench.yaml');
  // All that is measured here comes from one address.
  writeFileSync(config, 'security: { enable_rate_limiting: false }\n');
  const platform = await startStandalone(join(home, 'platform'), { TOCSIN_DEMO: 'false', TOCSIN_CONFIG: config });
  try {
    await fill(platform, rules);
  } catch (error) {
    await platform.stop();
    throw error;
  }
  return platform;
}

async function fill(platform: MeasuredStandalone, rules: number): Promise<void> {
  for (let first = 0; first < rules; first += RULES_AT_ONCE) {
    const operations = Array.from({ length: RULES_AT_ONCE }, (_, i) => ({ op: 'create', rule: ruleOf(first + i) }));
    await untilAnswered(() => ask(platform, 'POST', '/api/rules/bulk', { operations }, `rules-${first}`));
  }
  const headers = { ...remoteWriteHeaders, authorization: `Bearer ${platform.token}` };
  await sendPast(`${platform.base}/api/v1/write`, headers);
  await sendInstances(`${platform.base}/api/v1/write`, headers, rules);
  const until = performance.now() + FIRING_MS_MAX;
  while ((await firingOf(platform, rules)) < rules * INSTANCES_OF_RULE) {
    if (performance.now() > until) throw new Error(`not all alerts of ${rules} rules fired`);
    await systemClock.wait(POLL_MS);
  }
}

const ruleOf = (i: number): object => ({
  name: nameOfRule(i),
  severity: severities[i % severities.length],
  category: 'infrastructure',
  owner: `team ${i % OWNERS}`,
  folder: `teams/team-${i % OWNERS}`,
  conditions: [{ type: 'threshold', metric_path: metricOfRule(i), operator: '>', threshold: 80 }],
});

/** One sample of each series that a rule looks at, above what it allows. */
export async function sendInstances(
  url: string,
  headers: Readonly<Record<string, string>>,
  rules: number,
): Promise<void> {
  for (let first = 0; first < rules * INSTANCES_OF_RULE; first += SERIES_AT_ONCE) {
    const timestamp = systemClock.now();
    const series = Array.from({ length: SERIES_AT_ONCE }, (_, i): RemoteWriteSeries => {
      const [rule, instance] = [Math.floor((first + i) / INSTANCES_OF_RULE), (first + i) % INSTANCES_OF_RULE];
      return seriesOf(metricOfRule(rule), `host-${instance}`, [{ value: 95, timestamp }]);
    });
    await write(url, headers, series);
  }
}

async function sendPast(url: string, headers: Readonly<Record<string, string>>): Promise<void> {
  const begin = systemClock.now() - PAST_MS;
  // As they came: an hour of all series after the other.
  for (let hour = 0; hour < PAST_MS / (60 * MINUTE_MS); hour += 1) {
    const series = Array.from({ length: PAST_SERIES }, (_, i) => {
      const samples = Array.from({ length: 60 }, (__, minute) => ({
        value: 50 + 45 * Math.sin((hour * 60 + minute + 10 * i) / 240),
        timestamp: begin + (hour * 60 + minute) * MINUTE_MS,
      }));
      return seriesOf('bench_past', `host-${i}`, samples);
    });
    await write(url, headers, series);
  }
}

const seriesOf = (metric: string, instance: string, samples: RemoteWriteSeries['samples']): RemoteWriteSeries => ({
  labels: [
    { name: '__name__', value: metric },
    { name: 'instance', value: instance },
  ],
  samples,
});

async function write(
  url: string,
  headers: Readonly<Record<string, string>>,
  series: readonly RemoteWriteSeries[],
): Promise<void> {
  const answer = await fetch(url, { method: 'POST', headers, body: encodeRemoteWrite(series) });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  await answer.arrayBuffer();
}

async function firingOf(platform: MeasuredStandalone, count: number): Promise<number> {
  let firing = 0;
  for (let offset = 0; offset < count; offset += 500) {
    const { rules } = await ask(platform, 'GET', `/api/rule-standings?limit=500&offset=${offset}`);
    firing += (rules as { firing: number }[]).reduce((sum, rule) => sum + rule.firing, 0);
  }
  return firing;
}

/** Asks again where a machine that is busy had no answer in time; under one key that changes once. */
async function untilAnswered(request: () => Promise<unknown>): Promise<void> {
  for (let left = TRIES_MAX; ; left -= 1) {
    try {
      await request();
      return;
    } catch (error) {
      if (left === 1 || !(error instanceof NotInTime)) throw error;
    }
  }
}

class NotInTime extends Error {}

async function ask(
  { base, token }: MeasuredStandalone,
  method: string,
  path: string,
  body?: object,
  idempotencyKey?: string,
): Promise<Record<string, unknown>> {
  const answer = await fetch(`${base}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (answer.status === 504) throw new NotInTime(`${path} was not answered in time`);
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return ((await answer.json()) as { data: Record<string, unknown> }).data;
}
