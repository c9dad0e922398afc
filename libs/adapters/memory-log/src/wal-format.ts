import { crc32 } from 'node:zlib';
import type { LogRecord, TopicSettings } from '@tocsin/ports/event-log';

/** Bytes before a frame's payload: its length and its CRC-32, both unsigned and little-endian. */
export const frameHeaderBytes = 8;
/** Largest frame; a unit is held in memory twice while it is written. */
export const frameBytesMax = 128 * 1024 * 1024;

/** One step of a unit. A frame holds all steps of one unit, so that a cut anywhere leaves whole units. */
export type WalStep =
  | { kind: 'topic'; settings: TopicSettings }
  | { kind: 'records'; topic: string; partition: number; records: readonly LogRecord[] }
  | { kind: 'commit'; group: string; topic: string; partition: number; offset: number }
  /** Where a partition stands, written by a checkpoint because the records that would tell it may be gone. */
  | { kind: 'ends'; topic: string; partition: number; earliest: number; latest: number };

export type Frame = { kind: 'frame'; payload: Buffer; end: number } | { kind: 'incomplete' } | { kind: 'damaged' };

const kindCodes = { topic: 1, records: 2, commit: 3, ends: 4 } as const;
const none = 0xffff_ffff;

/**
 * Writes the steps of one unit as a frame. The values of its records are replaced by views into the frame, so that the
 * bytes lie in memory once and the buffers they came from are free.
 */
export function encodeFrame(steps: readonly WalStep[]): Buffer {
  const frame = Buffer.allocUnsafeSlow(frameBytes(steps));
  const out = new Writer(frame, frameHeaderBytes);
  for (const step of steps) writeStep(out, step);
  const payload = frame.subarray(frameHeaderBytes);
  frame.writeUInt32LE(payload.length, 0);
  frame.writeUInt32LE(crc32(payload), 4);
  return frame;
}

/** Thrown when the steps are more than one unit may hold. */
export function assertFits(steps: readonly WalStep[]): void {
  const size = frameBytes(steps);
  if (size > frameBytesMax)
    throw new RangeError(`a unit of ${size} bytes is larger than the ${frameBytesMax} that the log takes at once`);
}

/** Finds the frame that begins at `at`. */
export function frameAt(bytes: Buffer, at: number): Frame {
  if (at + frameHeaderBytes > bytes.length) return { kind: 'incomplete' };
  const length = bytes.readUInt32LE(at);
  if (length === 0 || length > frameBytesMax) return { kind: 'damaged' };
  const end = at + frameHeaderBytes + length;
  if (end > bytes.length) return { kind: 'incomplete' };
  const payload = bytes.subarray(at + frameHeaderBytes, end);
  return crc32(payload) === bytes.readUInt32LE(at + 4) ? { kind: 'frame', payload, end } : { kind: 'damaged' };
}

/** Reads the steps of a payload. Record values are views into it: nothing is copied. */
export function decodeSteps(payload: Buffer): WalStep[] {
  const input = new Reader(payload);
  const steps: WalStep[] = [];
  while (!input.done()) steps.push(readStep(input));
  return steps;
}

/** How many bytes a record takes in a frame. */
export function recordBytes(record: LogRecord): number {
  let size = 4 + 8 + 4 + 4 + 2 + (record.value?.length ?? 0);
  if (record.key !== null) size += Buffer.byteLength(record.key);
  for (const name in record.headers)
    size += 8 + Buffer.byteLength(name) + Buffer.byteLength(record.headers[name] as string);
  return size;
}

function frameBytes(steps: readonly WalStep[]): number {
  return steps.reduce((sum, step) => sum + stepBytes(step), frameHeaderBytes);
}

function stepBytes(step: WalStep): number {
  switch (step.kind) {
    case 'topic':
      return 1 + 4 + Buffer.byteLength(step.settings.name) + 4 + 1 + 8;
    case 'records': {
      let size = 1 + 4 + Buffer.byteLength(step.topic) + 4 + 8 + 4;
      for (const record of step.records) size += recordBytes(record);
      return size;
    }
    case 'commit':
      return 1 + 4 + Buffer.byteLength(step.group) + 4 + Buffer.byteLength(step.topic) + 4 + 8;
    case 'ends':
      return 1 + 4 + Buffer.byteLength(step.topic) + 4 + 8 + 8;
  }
}

function writeStep(out: Writer, step: WalStep): void {
  out.uint8(kindCodes[step.kind]);
  switch (step.kind) {
    case 'topic':
      out.text(step.settings.name);
      out.uint32(step.settings.partitions);
      out.uint8(step.settings.cleanup === 'compact' ? 1 : 0);
      out.float64(step.settings.retentionMs);
      return;
    case 'records': {
      const base = step.records[0]?.offset ?? 0;
      out.text(step.topic);
      out.uint32(step.partition);
      out.float64(base);
      out.uint32(step.records.length);
      for (const record of step.records) writeRecord(out, record, base);
      return;
    }
    case 'commit':
      out.text(step.group);
      out.text(step.topic);
      out.uint32(step.partition);
      out.float64(step.offset);
      return;
    case 'ends':
      out.text(step.topic);
      out.uint32(step.partition);
      out.float64(step.earliest);
      out.float64(step.latest);
  }
}

function writeRecord(out: Writer, record: LogRecord, base: number): void {
  out.uint32(record.offset - base);
  out.float64(record.timestamp);
  if (record.key === null) out.uint32(none);
  else out.text(record.key);
  if (record.value === null) out.uint32(none);
  else record.value = out.bytes(record.value);
  const names = Object.keys(record.headers);
  out.uint16(names.length);
  for (const name of names) {
    out.text(name);
    out.text(record.headers[name] as string);
  }
}

function readStep(input: Reader): WalStep {
  const code = input.uint8();
  switch (code) {
    case kindCodes.topic: {
      const settings = {
        name: input.text(),
        partitions: input.uint32(),
        cleanup: input.uint8() === 1 ? 'compact' : 'delete',
        retentionMs: input.float64(),
      } as const;
      return { kind: 'topic', settings };
    }
    case kindCodes.records: {
      const [topic, partition, base, count] = [input.text(), input.uint32(), input.float64(), input.uint32()];
      const records = Array.from({ length: count }, () => readRecord(input, topic, partition, base));
      return { kind: 'records', topic, partition, records };
    }
    case kindCodes.commit:
      return {
        kind: 'commit',
        group: input.text(),
        topic: input.text(),
        partition: input.uint32(),
        offset: input.float64(),
      };
    case kindCodes.ends:
      return {
        kind: 'ends',
        topic: input.text(),
        partition: input.uint32(),
        earliest: input.float64(),
        latest: input.float64(),
      };
    default:
      throw new Error(`unknown step ${code}: the directory was written by a newer version`);
  }
}

function readRecord(input: Reader, topic: string, partition: number, base: number): LogRecord {
  const [offset, timestamp] = [base + input.uint32(), input.float64()];
  const [key, value] = [input.optionalText(), input.optionalBytes()];
  const headers: Record<string, string> = {};
  for (let left = input.uint16(); left > 0; left -= 1) headers[input.text()] = input.text();
  return { topic, partition, offset, timestamp, key, value, headers };
}

class Writer {
  constructor(
    private readonly target: Buffer,
    private at: number,
  ) {}

  uint8(value: number): void {
    this.at = this.target.writeUInt8(value, this.at);
  }
  uint16(value: number): void {
    this.at = this.target.writeUInt16LE(value, this.at);
  }
  uint32(value: number): void {
    this.at = this.target.writeUInt32LE(value, this.at);
  }
  float64(value: number): void {
    this.at = this.target.writeDoubleLE(value, this.at);
  }
  bytes(value: Uint8Array): Uint8Array {
    this.uint32(value.length);
    this.target.set(value, this.at);
    const from = this.at;
    this.at += value.length;
    return this.target.subarray(from, this.at);
  }
  text(value: string): void {
    const written = this.target.write(value, this.at + 4);
    this.uint32(written);
    this.at += written;
  }
}

class Reader {
  private at = 0;
  constructor(private readonly source: Buffer) {}

  done(): boolean {
    return this.at >= this.source.length;
  }
  uint8(): number {
    return this.source.readUInt8(this.move(1));
  }
  uint16(): number {
    return this.source.readUInt16LE(this.move(2));
  }
  uint32(): number {
    return this.source.readUInt32LE(this.move(4));
  }
  float64(): number {
    return this.source.readDoubleLE(this.move(8));
  }
  text(): string {
    return this.optionalText() ?? '';
  }
  optionalText(): string | null {
    const length = this.uint32();
    return length === none ? null : this.source.toString('utf8', this.move(length), this.at);
  }
  optionalBytes(): Uint8Array | null {
    const length = this.uint32();
    return length === none ? null : this.source.subarray(this.move(length), this.at);
  }
  private move(bytes: number): number {
    const from = this.at;
    this.at += bytes;
    return from;
  }
}
