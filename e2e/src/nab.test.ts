import { topicName } from '@tocsin/contracts/define-topic';
import { decodeSamplesRecord, samples as samplesTopic, type SamplesRecord } from '@tocsin/contracts/topics/samples';
import { openMemoryLog } from '@tocsin/adapter-memory-log/open-memory-log';
import { ReferenceEvaluator } from '@tocsin/testing/reference-evaluator';
import { nabFiles } from '@tocsin/testing/nab';
import { systemClock } from '@tocsin/runtime/system-clock';
import { difference, essence } from './world/hundred-alerts.js';
import { Standalone } from './world/standalone.js';

/** A row every five minutes, as in the recordings; ending a day ago, so that no time lies ahead of the platform's. */
const STEP_MS = 300_000;
const BATCH = 1_000;

test('34 recorded series at full speed: the transitions are those of the naive reference', async () => {
  const files = await nabFiles();
  expect(files).toHaveLength(34);
  const standalone = await Standalone.start();
  try {
    const end = systemClock.now() - 86_400_000;
    for (const { name, values } of files) {
      const sorted = values.toSorted((a, b) => a - b);
      const high = sorted[Math.floor(0.95 * sorted.length)] as number;
      const spread =
        (sorted[Math.floor(0.9 * sorted.length)] as number) - (sorted[Math.floor(0.1 * sorted.length)] as number);
      const rules = {
        threshold: {
          conditions: [{ type: 'threshold', metric_path: name, operator: '>', threshold: high }],
          for: '10m',
        },
        change: {
          conditions: [{ type: 'change', metric_path: name, window: '30m', operator: '>', threshold: spread }],
        },
        absence: { conditions: [{ type: 'absence', metric_path: name, window: '12m' }], keep_firing_for: '20m' },
      } as const;
      for (const [kind, draft] of Object.entries(rules)) {
        const rule = { name: `${name} ${kind}`, severity: 'LOW', category: 'infrastructure', ...draft } as const;
        await standalone.api.tocsin.createRule({ body: rule });
      }
    }
    await Promise.all(
      files.map(async ({ name, values }) => {
        // Every 97th row and the two after it are left out, so that there is something to miss.
        const rows = values
          .map((value, i) => ({
            metric: name,
            labels: { instance: 'nab' },
            value,
            timestamp: end - (values.length - i) * STEP_MS,
          }))
          .filter((_, i) => i % 97 > 2);
        for (let i = 0; i < rows.length; i += BATCH)
          await standalone.api.tocsin.sendMetrics({ body: { samples: rows.slice(i, i + BATCH) } });
      }),
    );
    const expected = files.reduce((sum, { values }) => sum + values.filter((_, i) => i % 97 > 2).length, 0);
    await samplesTaken(standalone, expected);
    await standalone.down();

    const reference = await referenceOver(standalone.home);
    const transitions = await standalone.finalTransitions();
    expect(transitions.length).toBeGreaterThan(1_000);
    expect(difference(essence(transitions), essence(reference))).toEqual({
      left: transitions.length,
      right: transitions.length,
      onlyLeft: [],
      onlyRight: [],
    });
  } finally {
    await standalone.remove();
  }
}, 300_000);

/** Waits until the engines have taken in as many samples. */
async function samplesTaken(standalone: Standalone, expected: number): Promise<void> {
  for (;;) {
    const { body } = await standalone.api.ask('GET', '/metrics');
    const lines = String(body['text'])
      .split('\n')
      .filter((line) => line.startsWith('tocsin_engine_samples{'));
    if (lines.reduce((sum, line) => sum + Number(line.split(' ')[1]), 0) >= expected) return;
    await systemClock.wait(100);
  }
}

/** The reference's transitions over the very records that the platform has evaluated. */
async function referenceOver(home: string) {
  const log = await openMemoryLog({ directory: `${home}/log`, clock: systemClock });
  try {
    const references = new Map<number, ReferenceEvaluator>();
    const transitions = [];
    const topic = topicName(samplesTopic, 'tocsin');
    const committed = await log.committed('evaluation', topic);
    for await (const { partition, records } of log.read(topic)) {
      const reference = references.get(partition) ?? new ReferenceEvaluator({ partition });
      references.set(partition, reference);
      const evaluatedTo = committed.find((at) => at.partition === partition)?.offset ?? 0;
      for (const { offset, value } of records) {
        if (offset >= evaluatedTo) continue;
        const decoded = value === null ? null : decodeSamplesRecord(value);
        if (decoded?.kind !== 'value') throw new Error(`record ${offset} of partition ${partition} cannot be read`);
        transitions.push(...reference.apply(decoded.value satisfies SamplesRecord, offset));
      }
    }
    return transitions;
  } finally {
    await log.close();
  }
}
