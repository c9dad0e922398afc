import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeRemoteWrite, remoteWriteHeaders } from '@tocsin/testing/remote-write';
import { systemClock } from '@tocsin/runtime/system-clock';
import { treeCpuSeconds } from '../process-tree.js';
import { type MeasuredStandalone, startStandalone } from '../standalone.js';
import { withDirectory } from '../with-directory.js';
import { tellDurations } from './durations.js';

const ALERTS = 100_000;
const BODY_SAMPLES = 10_000;
const ACKNOWLEDGED = 500;
/** All that fire must be there by then. */
const FIRING_MS_MAX = 60_000;
/** The storm of alerts is over once the platform uses less than this share of a core; but it is not waited for ever. */
const CALM_SHARE = 0.2;
const CALM_MS_MAX = 60_000;
const LOOK_MS = 1_000;

/**
 * From a request that acknowledges one of 100,000 active alerts to its answer, in the whole platform in one process:
 * gateway, log, rule management, PostgreSQL and back. No receiver is named, so that nobody is told meanwhile.
 */
export async function measureAcknowledgements(): Promise<void> {
  await withDirectory(async (home) => {
    const config = join(home, 'monitoring.yaml');
    writeFileSync(config, '{"security": {"enable_rate_limiting": false}}');
    const standalone = await startStandalone(home, { TOCSIN_DEMO: 'false', TOCSIN_CONFIG: config });
    try {
      await fireAll(standalone);
      const ids = await firingIds(standalone);
      await untilCalm(standalone.pid);
      const step = Math.floor(ids.length / ACKNOWLEDGED);
      const durations: number[] = [];
      for (let i = 0; i < ACKNOWLEDGED; i += 1) {
        const began = performance.now();
        await post(standalone, `/api/alerts/${ids[i * step]}/acknowledge`, { comment: 'on it' });
        durations.push(performance.now() - began);
      }
      tellDurations('acknowledge', durations, { alerts: ids.length, acknowledged: ACKNOWLEDGED });
    } finally {
      await standalone.stop();
    }
  });
}

async function fireAll(standalone: MeasuredStandalone): Promise<void> {
  await post(standalone, '/api/rules', {
    name: 'high',
    severity: 'HIGH',
    category: 'infrastructure',
    conditions: [{ type: 'threshold', metric_path: 'm', operator: '>', threshold: 80 }],
  });
  const timestamp = systemClock.now();
  for (let first = 0; first < ALERTS; first += BODY_SAMPLES) {
    const body = encodeRemoteWrite(
      Array.from({ length: BODY_SAMPLES }, (_, n) => ({
        labels: Object.entries({ __name__: 'm', instance: `host-${first + n}` }).map(([name, value]) => ({
          name,
          value,
        })),
        samples: [{ value: 95, timestamp }],
      })),
    );
    const headers = { ...remoteWriteHeaders, authorization: `Bearer ${standalone.token}` };
    await fetched(`${standalone.base}/api/v1/write`, { method: 'POST', headers, body });
  }
}

/** The alerts of the hosts, once all of them fire. */
async function firingIds({ base, token }: MeasuredStandalone): Promise<string[]> {
  const deadline = performance.now() + FIRING_MS_MAX;
  for (;;) {
    const ids: string[] = [];
    let cursor: string | undefined = '';
    while (cursor !== undefined) {
      const path = `/api/alerts?limit=500&state=firing${cursor === '' ? '' : `&cursor=${cursor}`}`;
      const answer = await fetched(`${base}${path}`, { headers: { authorization: `Bearer ${token}` } });
      const { data, meta } = (await answer.json()) as { data: { id: string }[]; meta: { next_cursor?: string } };
      for (const { id } of data) ids.push(id);
      cursor = meta.next_cursor;
    }
    if (ids.length >= ALERTS) return ids;
    if (performance.now() > deadline) throw new Error(`${ids.length} alerts fire, not ${ALERTS}`);
    await systemClock.wait(LOOK_MS);
  }
}

async function untilCalm(pid: number): Promise<void> {
  const deadline = performance.now() + CALM_MS_MAX;
  for (;;) {
    const [cpu, began] = [treeCpuSeconds(pid), performance.now()];
    await systemClock.wait(LOOK_MS);
    const share = (treeCpuSeconds(pid) - cpu) / ((performance.now() - began) / 1_000);
    if (share < CALM_SHARE) return;
    if (performance.now() > deadline) {
      process.stderr.write(
        `the platform still uses ${share.toPrecision(2)} of a core; what follows is measured beside that\n`,
      );
      return;
    }
  }
}

async function post({ base, token }: MeasuredStandalone, path: string, body: object): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const answer = await fetched(`${base}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  await answer.arrayBuffer();
}

async function fetched(url: string, init: RequestInit): Promise<Response> {
  const answer = await fetch(url, init);
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  return answer;
}
