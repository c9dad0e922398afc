import { asValue, NO_VALUE } from '@tocsin/domain/plan/series-store';
import protobuf from 'protobufjs/minimal.js';
import { type Checked, labelsOf, metricRefusal, timeRefusal } from './sample-check.js';

const { Reader } = protobuf;
type Reader = protobuf.Reader;

/** The NaN that Prometheus writes when a series has ended. */
const STALE_LOW = 0x00000002;
const STALE_HIGH = 0x7ff00000;
const bits = new DataView(new ArrayBuffer(8));

/**
 * Reads a WriteRequest of Prometheus's remote write 1.0. Series with names that cannot be used and values that are no
 * numbers are refused one by one; a marker of staleness becomes the domain's `NO_VALUE`.
 *
 * @throws when the bytes are no such message
 */
export function readWriteRequest(bytes: Uint8Array, now: number): Checked {
  const checked: Checked = { accepted: [], refused: [] };
  const reader = Reader.create(bytes);
  let index = 0;
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag >>> 3 === 1) {
      readSeries(reader, reader.uint32() + reader.pos, index, now, checked);
      index += 1;
    } else reader.skipType(tag & 7);
  }
  return checked;
}

function readSeries(reader: Reader, end: number, index: number, now: number, { accepted, refused }: Checked): void {
  const pairs: [string, string][] = [];
  const samples: { value: number; timestamp: number }[] = [];
  let metric = '';
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag >>> 3 === 1) {
      const [name, value] = readLabel(reader, reader.uint32() + reader.pos);
      if (name === '__name__') metric = value;
      else pairs.push([name, value]);
    } else if (tag >>> 3 === 2) samples.push(readSample(reader, reader.uint32() + reader.pos));
    else reader.skipType(tag & 7);
  }
  const path = `timeseries[${index}]`;
  const refuse = (field: string, code: string, message: string): void =>
    void refused.push({ path: `${path}.${field}`, code, message });
  const metricProblem = metricRefusal(metric);
  if (metricProblem !== null) return refuse('labels.__name__', 'metric', metricProblem);
  const labels = labelsOf(pairs, (label, code, message) => refuse(`labels.${label}`, code, message));
  if (labels === null) return;
  samples.forEach(({ value, timestamp }, i) => {
    const timeProblem = timeRefusal(timestamp, now);
    if (!Number.isFinite(value)) refuse(`samples[${i}].value`, 'value', 'is no finite number');
    else if (timeProblem !== null) refuse(`samples[${i}].timestamp`, 'timestamp', timeProblem);
    else accepted.push({ metric, labels, value, timestamp });
  });
}

function readLabel(reader: Reader, end: number): [string, string] {
  let name = '';
  let value = '';
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag >>> 3 === 1) name = reader.string();
    else if (tag >>> 3 === 2) value = reader.string();
    else reader.skipType(tag & 7);
  }
  return [name, value];
}

function readSample(reader: Reader, end: number): { value: number; timestamp: number } {
  let value = 0;
  let timestamp = 0;
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag >>> 3 === 1) value = readDouble(reader);
    else if (tag >>> 3 === 2) timestamp = Number(reader.int64());
    else reader.skipType(tag & 7);
  }
  return { value, timestamp };
}

/** A double by its bits, which alone tell a marker of staleness from other NaNs. */
function readDouble(reader: Reader): number {
  const low = reader.fixed32();
  const high = reader.fixed32();
  if (low === STALE_LOW && high === STALE_HIGH) return NO_VALUE;
  bits.setUint32(0, low, true);
  bits.setUint32(4, high, true);
  return asValue(bits.getFloat64(0, true));
}
