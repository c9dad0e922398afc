import { encodeClock, encodeGroup, encodeRuleChange, encodeSamples, samples } from '@tocsin/contracts/topics/samples';
import { SamplesWork } from '@tocsin/service-evaluation/samples-work';
import type { Figures } from './figures.js';
import { Mark } from './mark.js';
import { batchesOf, groupDocuments, TENANT, typedRules } from './records.js';
import { rounds, STEP_MS } from './world.js';

/** Five minutes of samples at 15 s. */
const KEPT_ROUNDS = 20;

/**
 * The snapshot of all partitions with rules and rule groups of each kind, and how long it takes until they are ready
 * again from it, one after the other.
 */
export function measureRestart(series: number): Figures {
  const own = series / samples.partitions;
  const [writing, reading] = [new Spent(), new Spent()];
  let bytes = 0;
  for (let partition = 0; partition < samples.partitions; partition += 1) {
    const options = { partition, seriesPerTenantMax: own };
    const work = filled(options, own);
    const began = Mark.now();
    const snapshot = work.snapshot();
    const written = Mark.now();
    new SamplesWork({ engine: options, partitions: samples.partitions }, snapshot);
    const ready = Mark.now();
    writing.add(began, written);
    reading.add(written, ready);
    bytes += snapshot.length;
  }
  return new Map([
    ['snapshot', { value: writing.seconds, unit: 's' }],
    ['snapshot_cpu', { value: writing.cpuSeconds, unit: 's' }],
    ['restore', { value: reading.seconds, unit: 's' }],
    ['restore_cpu', { value: reading.cpuSeconds, unit: 's' }],
    ['snapshot_size', { value: bytes / 2 ** 20, unit: 'MiB' }],
  ]);
}

/** Time of several stretches, by the clock and by the CPU, in seconds. */
class Spent {
  seconds = 0;
  cpuSeconds = 0;

  add(from: Mark, to: Mark): void {
    this.seconds += to.secondsSince(from);
    this.cpuSeconds += to.cpuSecondsSince(from);
  }
}

function filled(options: { partition: number; seriesPerTenantMax: number }, series: number): SamplesWork {
  const work = new SamplesWork({ engine: options, partitions: samples.partitions }, null);
  let offset = 0;
  const take = (value: Uint8Array): void => {
    const refused = work.apply({ ...options, topic: 'samples', offset, timestamp: 0, key: null, value, headers: {} });
    if (refused !== null) throw new Error(refused);
    offset += 1;
  };
  for (const rule of typedRules(5)) take(encodeRuleChange(TENANT, rule.id, rule));
  for (const group of groupDocuments(1)) take(encodeGroup(TENANT, group.name, group));
  const values = rounds(series);
  for (let round = 1; round <= KEPT_ROUNDS; round += 1) {
    const time = round * STEP_MS;
    const next = values.next().value;
    for (const batch of batchesOf(time, series, (i) => i, next)) take(encodeSamples(batch));
    take(encodeClock(time));
    work.takeTransitions();
    work.takeConsequences();
    work.takeRefused();
  }
  return work;
}
