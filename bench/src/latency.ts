import { startWebhookInbox } from '@tocsin/adapter-host/webhook-inbox';
import { systemClock } from '@tocsin/runtime/system-clock';
import { quantile, report } from './report.js';
import { startStandalone, withHome } from './standalone.js';

const SAMPLES_PER_SECOND = 2_000;
const SECONDS = 60;
const REQUESTS_PER_SECOND = 50;
/** Series of which one crosses its threshold, up or down, in each request. */
const SERIES = 200;

/**
 * From a sample's acceptance (the gateway's answer) to the webhook that tells of it, open loop: requests go out by the
 * clock, whether or not the earlier ones were answered.
 */
export async function latency(): Promise<void> {
  await withHome(async (home) => {
    const standalone = await startStandalone(home, { TOCSIN_DEMO: 'false' });
    const accepted = new Map<string, number>();
    const delays: number[] = [];
    const inbox = await startWebhookInbox(0, (body) => {
      const [alert] = (JSON.parse(body) as { alerts: { labels: Record<string, string>; startsAt: string }[] }).alerts;
      const at = accepted.get(`${alert?.labels['instance'] ?? ''} ${alert?.startsAt ?? ''}`);
      if (at !== undefined) delays.push(performance.now() - at);
    });
    const post = async (path: string, body: object): Promise<void> => {
      const answer = await fetch(`${standalone.base}${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${standalone.token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
      await answer.arrayBuffer();
    };
    await post('/api/receivers', { name: 'bench', type: 'webhook', url: inbox.url, send_resolved: false });
    await post('/api/rules', {
      name: 'high',
      severity: 'HIGH',
      category: 'infrastructure',
      conditions: [{ type: 'threshold', metric_path: 'm', operator: '>', threshold: 80 }],
    });

    const perRequest = SAMPLES_PER_SECOND / REQUESTS_PER_SECOND;
    const requests = SECONDS * REQUESTS_PER_SECOND;
    const began = performance.now();
    const answers: Promise<void>[] = [];
    let expected = 0;
    for (let i = 0; i < requests; i += 1) {
      await systemClock.wait(Math.max(0, began + (1_000 * i) / REQUESTS_PER_SECOND - performance.now()));
      const timestamp = systemClock.now();
      const crossing = `host-${i % SERIES}`;
      const isHot = Math.floor(i / SERIES) % 2 === 0;
      if (isHot) expected += 1;
      const others = Array.from({ length: perRequest - 1 }, (_, n) => ({
        metric: 'm',
        labels: { instance: `calm-${(i * perRequest + n) % 5_000}` },
        value: 10,
        timestamp,
      }));
      const samples = [{ metric: 'm', labels: { instance: crossing }, value: isHot ? 95 : 10, timestamp }, ...others];
      const key = `${crossing} ${new Date(timestamp).toISOString()}`;
      // Noted when it is sent, so that what is measured contains the acceptance and is rather too long than too short.
      accepted.set(key, performance.now());
      answers.push(post('/api/metrics', { samples }));
    }
    await Promise.all(answers);
    const deadline = performance.now() + 30_000;
    while (delays.length < expected && performance.now() < deadline) await systemClock.wait(50);
    const circumstances = {
      mode: 'standalone',
      samples_per_second: SAMPLES_PER_SECOND,
      seconds: SECONDS,
      notifications: delays.length,
      expected,
    };
    for (const [metric, q] of [
      ['p50', 0.5],
      ['p99', 0.99],
      ['max', 1],
    ] as const)
      report('latency', metric, quantile(delays, q), 'ms', circumstances);
    await inbox.stop();
    await standalone.stop();
  });
}
