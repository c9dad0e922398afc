import { startWebhookInbox } from '@tocsin/adapter-host/webhook-inbox';
import { systemClock } from '@tocsin/runtime/system-clock';
import { encodeRemoteWrite, remoteWriteHeaders } from '@tocsin/testing/remote-write';
import { buildPeers, startAlertmanager, startPrometheus } from './peer.js';
import { treeCpuSeconds } from './process-tree.js';
import { quantile, report } from './report.js';
import { startStandalone } from './standalone.js';
import { withDirectory } from './with-directory.js';

const SAMPLES_PER_SECOND = 2_000;
const SECONDS = 60;
const REQUESTS_PER_SECOND = 50;
/** Series that stay below the threshold; one more crosses it in each request. */
const CALM_SERIES = 5_000;
const LAST_WORD_MS = 30_000;

interface Target {
  /** Such as `tocsin`. */
  of: string;
  /** Where remote writes go. */
  url: string;
  headers: Record<string, string>;
  /** The processes that do the work. */
  pids: readonly number[];
}

/**
 * From a sample being sent to the webhook that tells of it, open loop: requests go out by the clock, whether or not
 * the earlier ones were answered. Prometheus with Alertmanager takes the same requests, and is set to be as quick as
 * its evaluation allows.
 */
export async function latency(): Promise<void> {
  await withDirectory(async (home) => {
    const standalone = await startStandalone(home, { TOCSIN_DEMO: 'false' });
    const headers = { authorization: `Bearer ${standalone.token}` };
    const post = async (path: string, body: object): Promise<void> => {
      const answer = await fetch(`${standalone.base}${path}`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    };
    await measure(async (webhook) => {
      await post('/api/receivers', { name: 'bench', type: 'webhook', url: webhook, send_resolved: false });
      await post('/api/rules', {
        name: 'high',
        severity: 'HIGH',
        category: 'infrastructure',
        conditions: [{ type: 'threshold', metric_path: 'm', operator: '>', threshold: 80 }],
      });
      return { of: 'tocsin', url: `${standalone.base}/api/v1/write`, headers, pids: [standalone.pid] };
    }, {});
    await standalone.stop();
  });
  const peers = buildPeers();
  if (peers === null) return;
  const evaluationInterval = '1s';
  await withDirectory(async (home) => {
    const ends: (() => Promise<void>)[] = [];
    await measure(
      async (webhook) => {
        const alertmanager = await startAlertmanager(peers, home, webhook);
        const prometheus = await startPrometheus(peers, home, {
          evaluationInterval,
          expressions: ['m > 80'],
          alertmanager,
        });
        ends.push(prometheus.stop, alertmanager.stop);
        const pids = [prometheus.pid, alertmanager.pid];
        return { of: 'prometheus with alertmanager', url: `${prometheus.base}/api/v1/write`, headers: {}, pids };
      },
      { evaluation_interval: evaluationInterval, group_wait: '0s' },
    );
    for (const end of ends) await end();
  });
}

async function measure(prepare: (webhook: string) => Promise<Target>, settings: object): Promise<void> {
  const sent = new Map<string, number>();
  const delays: number[] = [];
  const inbox = await startWebhookInbox(0, (body) => {
    for (const { labels } of (JSON.parse(body) as { alerts: { labels: Record<string, string> }[] }).alerts) {
      const instance = labels['instance'] ?? '';
      const at = sent.get(instance);
      if (at !== undefined) delays.push(performance.now() - at);
      sent.delete(instance);
    }
  });
  const { of, url, headers, pids } = await prepare(inbox.url);
  const cpuSeconds = (): number => pids.reduce((sum, pid) => sum + treeCpuSeconds(pid), 0);

  const perRequest = SAMPLES_PER_SECOND / REQUESTS_PER_SECOND;
  const requests = SECONDS * REQUESTS_PER_SECOND;
  const [began, cpuBefore] = [performance.now(), cpuSeconds()];
  const answers: Promise<void>[] = [];
  for (let i = 0; i < requests; i += 1) {
    await systemClock.wait(Math.max(0, began + (1_000 * i) / REQUESTS_PER_SECOND - performance.now()));
    const timestamp = systemClock.now();
    const sample = (instance: string, value: number) => ({
      labels: [
        { name: '__name__', value: 'm' },
        { name: 'instance', value: instance },
      ],
      samples: [{ value, timestamp }],
    });
    const calm = Array.from({ length: perRequest - 1 }, (_, n) =>
      sample(`calm-${(i * perRequest + n) % CALM_SERIES}`, 10),
    );
    const body = encodeRemoteWrite([sample(`hot-${i}`, 95), ...calm]);
    // Noted when it is sent, so that what is measured contains the acceptance and is rather too long than too short.
    sent.set(`hot-${i}`, performance.now());
    answers.push(write(url, body, headers));
  }
  await Promise.all(answers);
  const cpu = (cpuSeconds() - cpuBefore) / ((performance.now() - began) / 1_000);
  const deadline = performance.now() + LAST_WORD_MS;
  while (delays.length < requests && performance.now() < deadline) await systemClock.wait(50);
  await inbox.stop();
  const circumstances = { of, ...settings, samples_per_second: SAMPLES_PER_SECOND, seconds: SECONDS };
  for (const [metric, q] of [
    ['p50', 0.5],
    ['p99', 0.99],
    ['max', 1],
  ] as const)
    report('latency', metric, quantile(delays, q), 'ms', circumstances);
  report('latency', 'notifications', delays.length, 'count', { ...circumstances, expected: requests });
  report('latency', 'cpu', 100 * cpu, '% of a core', circumstances);
}

async function write(url: string, body: Uint8Array<ArrayBuffer>, headers: Record<string, string>): Promise<void> {
  const answer = await fetch(url, { method: 'POST', headers: { ...remoteWriteHeaders, ...headers }, body });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  await answer.arrayBuffer();
}
