import { systemClock } from '@tocsin/runtime/system-clock';
import { encodeRemoteWrite, remoteWriteHeaders } from '@tocsin/testing/remote-write';
import { Standalone } from './world/standalone.js';

const RULES = `
groups:
  - name: load
    interval: 1s
    rules:
      - record: service:load:avg
        expr: avg by (service) (load)
      - alert: Busy
        expr: service:load:avg > 80
        for: 2s
        labels:
          severity: page
        annotations:
          summary: '{{ $labels.service }} is at {{ $value | humanize }}'
`;

let standalone: Standalone;
beforeAll(async () => {
  standalone = await Standalone.start();
}, 60_000);
afterAll(() => standalone.remove());

/** Sends samples of many hosts, so that every partition has some, until it is stopped. */
function send(value: () => number): () => Promise<void> {
  const stopped = new AbortController();
  const sending = (async () => {
    while (!stopped.signal.aborted) {
      const timestamp = systemClock.now();
      const series = Array.from({ length: 24 }, (_, i) => ({
        labels: [
          { name: '__name__', value: 'load' },
          { name: 'instance', value: `host-${i}` },
          { name: 'service', value: i % 2 === 0 ? 'shop' : 'search' },
        ],
        samples: [{ value: i % 2 === 0 ? value() : 10, timestamp }],
      }));
      await standalone.api
        .ask('POST', '/api/v1/write', encodeRemoteWrite(series), remoteWriteHeaders)
        .catch(() => null);
      await systemClock.wait(200, stopped.signal);
    }
  })();
  return async () => {
    stopped.abort();
    await sending;
  };
}

test('a rule file that is dropped in fires over all partitions, through a kill, and resolves once', async () => {
  await standalone.api.tocsin.importRuleFile({ yaml: RULES });
  let value = 95;
  const stop = send(() => value);
  try {
    const isFiring = (state: string) => state === 'firing';
    const [alert] = await standalone.api.alertsUntil((alerts) => alerts.some(({ state }) => isFiring(state)));
    expect(alert?.labels).toEqual({ alertname: 'Busy', service: 'shop', severity: 'page' });
    await standalone.process?.kill();
    await standalone.up();
    value = 20;
    await standalone.api.alertsUntil((alerts) => alerts.some(({ state }) => state === 'resolved'));
  } finally {
    await stop();
  }
  const transitions = await standalone.finalTransitions();
  expect(transitions.map(({ state, labels }) => [state, labels['service']])).toEqual([
    ['pending', 'shop'],
    ['firing', 'shop'],
    ['resolved', 'shop'],
  ]);
  const [pending, firing] = transitions;
  expect((firing?.at ?? 0) - (pending?.at ?? 0)).toBe(2_000);
  expect(firing?.annotations).toEqual({ summary: 'shop is at 95' });
}, 90_000);

test('a group finds its windows full of what came before it', async () => {
  await standalone.up();
  const now = systemClock.now();
  const samples = Array.from({ length: 40 }, (_, i) => ({
    metric: 'queue',
    labels: { instance: 'q-1' },
    value: i,
    timestamp: now - (40 - i) * 15_000,
  }));
  await standalone.api.tocsin.sendMetrics({ body: { samples } });
  const rules = [{ alert: 'Fills', expr: 'count_over_time(queue[15m]) >= 40 and delta(queue[9m]) > 30' }];
  await standalone.api.tocsin.updateRuleGroup({ name: 'queues', body: { interval: '1s', rules } });
  const [alert] = await standalone.api.alertsUntil((alerts) => alerts.length > 0, { state: 'firing' });
  expect(alert?.labels).toEqual({ alertname: 'Fills', instance: 'q-1' });
}, 60_000);
