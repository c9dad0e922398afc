import { promisify } from 'node:util';
import { constants, gunzip, gzip } from 'node:zlib';
import { encodeJson, topicName } from '@tocsin/contracts/define-topic';
import {
  type Progress,
  ProgressSchema,
  ruleState,
  type SnapshotManifest,
  SnapshotManifestSchema,
} from '@tocsin/contracts/topics/rule-state';
import type { AppendRecord, EventLog } from '@tocsin/ports/event-log';
import type { z } from 'zod';

const compress = promisify(gzip);
const decompress = promisify(gunzip);
/** Below Kafka's usual limit of 1 MiB a message, with room for key and headers. */
const CHUNK_BYTES = 512 * 1024;

/** A partition's state as it was before `nextOffset`. */
export interface Snapshot {
  nextOffset: number;
  state: Uint8Array;
}

/**
 * Under which keys the state of a stage's partition stands.
 *
 * @param stage - '' for the samples, a name for what is evaluated of something else
 */
export const stateKeyOf = (stage: string, partition: number): string =>
  stage === '' ? String(partition) : `${stage}-${partition}`;

/** The records that hold a snapshot; they must be appended in one transaction. */
export async function snapshotRecords(
  stateKey: string,
  partition: number,
  { nextOffset, state }: Snapshot,
): Promise<AppendRecord[]> {
  const bytes = await compress(state, { level: constants.Z_BEST_SPEED });
  const chunks = Math.max(1, Math.ceil(bytes.length / CHUNK_BYTES));
  const manifest: SnapshotManifest = { partition, next_offset: nextOffset, chunks, byte_length: bytes.length };
  const records: AppendRecord[] = [];
  for (let i = 0; i < chunks; i += 1) {
    records.push({
      key: `${stateKey}/${i}`,
      partition,
      value: bytes.subarray(i * CHUNK_BYTES, (i + 1) * CHUNK_BYTES),
    });
  }
  records.push({ key: `${stateKey}/manifest`, partition, value: encodeJson(ruleState, manifest) });
  return records;
}

/** The record that says how far a partition has been evaluated. */
export function progressRecord(stateKey: string, partition: number, nextOffset: number): AppendRecord {
  const progress: Progress = { partition, next_offset: nextOffset };
  return { key: `${stateKey}/progress`, partition, value: encodeJson(ruleState, progress) };
}

/** What former owners of a partition have left. */
export interface Inheritance {
  snapshot: Snapshot | null;
  /** Transitions decided before this offset stand in the log already. */
  publishedBefore: number;
}

/**
 * What is known of each of the given partitions. Their transactors must have been opened before: then nothing that a
 * former owner has written is still on its way.
 */
export async function inheritancesOf(
  log: EventLog,
  topicPrefix: string,
  stage: string,
  partitions: readonly number[],
): Promise<Map<number, Inheritance>> {
  const last = new Map<string, Uint8Array>();
  const topic = topicName(ruleState, topicPrefix);
  const wanted = (await log.offsets(topic)).filter(({ partition }) => partitions.includes(partition));
  const from = wanted.map(({ partition, earliest }) => ({ partition, offset: earliest }));
  for await (const batch of log.read(topic, from)) {
    for (const { key, value } of batch.records) if (key !== null && value !== null) last.set(key, value);
  }
  const inheritances = new Map<number, Inheritance>();
  for (const partition of partitions) {
    const progress = jsonOf(ProgressSchema, last.get(`${stateKeyOf(stage, partition)}/progress`));
    inheritances.set(partition, {
      snapshot: await snapshotOf(last, stateKeyOf(stage, partition)),
      publishedBefore: progress?.next_offset ?? 0,
    });
  }
  return inheritances;
}

async function snapshotOf(last: ReadonlyMap<string, Uint8Array>, stateKey: string): Promise<Snapshot | null> {
  const manifest = jsonOf(SnapshotManifestSchema, last.get(`${stateKey}/manifest`));
  if (manifest === null) return null;
  const whole = Buffer.concat(
    Array.from({ length: manifest.chunks }, (_, i) => last.get(`${stateKey}/${i}`) ?? new Uint8Array()),
  );
  if (whole.length !== manifest.byte_length) throw new Error(`the snapshot of partition ${stateKey} is not whole`);
  return { nextOffset: manifest.next_offset, state: await decompress(whole) };
}

/** @throws when the bytes are not what the evaluation writes */
function jsonOf<Schema extends z.ZodType>(schema: Schema, bytes: Uint8Array | undefined): z.output<Schema> | null {
  return bytes === undefined ? null : schema.parse(JSON.parse(new TextDecoder().decode(bytes)));
}
