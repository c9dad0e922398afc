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
 * Names of formats of snapshots, without a slash. A program goes on from any of these, and writes the first; what
 * stands in others is left alone, so that programs of two versions can work side by side.
 */
export type SnapshotFormats = readonly [written: string, ...read: string[]];

/** Where the state of a stage's partition stands. */
export interface StatePlace {
  /** Names stage and partition in the topic of states; see {@link stateKeyOf}. */
  key: string;
  /** The partition whose state it is. */
  partition: number;
  /** The partition of the topic of states. */
  statePartition: number;
}

/**
 * Under which keys the state of a stage's partition stands.
 *
 * @param stage - '' for the samples, a name for what is evaluated of something else
 */
const stateKeyOf = (stage: string, partition: number): string =>
  stage === '' ? String(partition) : `${stage}-${partition}`;

/** The records that hold a snapshot; they must be appended in one transaction. */
export async function snapshotRecords(
  { key, partition, statePartition }: StatePlace,
  format: string,
  { nextOffset, state }: Snapshot,
): Promise<AppendRecord[]> {
  const bytes = await compress(state, { level: constants.Z_BEST_SPEED });
  const chunks = Math.max(1, Math.ceil(bytes.length / CHUNK_BYTES));
  const manifest: SnapshotManifest = { partition, next_offset: nextOffset, chunks, byte_length: bytes.length };
  const records: AppendRecord[] = [];
  for (let i = 0; i < chunks; i += 1) {
    records.push({
      key: `${key}/${format}/${i}`,
      partition: statePartition,
      value: bytes.subarray(i * CHUNK_BYTES, (i + 1) * CHUNK_BYTES),
    });
  }
  const value = encodeJson(ruleState, manifest);
  records.push({ key: `${key}/${format}/manifest`, partition: statePartition, value });
  return records;
}

/** The record that says how far a partition has been evaluated; programs of all versions read it. */
export function progressRecord({ key, partition, statePartition }: StatePlace, nextOffset: number): AppendRecord {
  const progress: Progress = { partition, next_offset: nextOffset };
  return { key: `${key}/progress`, partition: statePartition, value: encodeJson(ruleState, progress) };
}

/** What former owners of a partition have left. */
export interface Inheritance {
  place: StatePlace;
  /** The newest one in a format that is read here. */
  snapshot: Snapshot | null;
  /** Transitions decided before this offset stand in the log already. */
  publishedBefore: number;
}

export interface InheritanceQuestion {
  topicPrefix: string;
  stage: string;
  partitions: readonly number[];
  formats: SnapshotFormats;
}

/**
 * What is known of each of the given partitions, in their order. Their transactors must have been opened before: then
 * nothing that a former owner has written is still on its way.
 */
export async function inheritancesOf(
  log: EventLog,
  { topicPrefix, stage, partitions, formats }: InheritanceQuestion,
): Promise<Inheritance[]> {
  const topic = topicName(ruleState, topicPrefix);
  const offsets = await log.offsets(topic);
  const places = partitions.map((partition): StatePlace => ({
    key: stateKeyOf(stage, partition),
    partition,
    statePartition: partition % offsets.length,
  }));
  const keys = new Set(places.map(({ key }) => key));
  const isRead = (key: string): boolean => {
    const [own = '', format = ''] = key.split('/');
    return keys.has(own) && (format === 'progress' || formats.includes(format));
  };
  const wanted = new Set(places.map(({ statePartition }) => statePartition));
  const from = offsets.flatMap(({ partition, earliest }) =>
    wanted.has(partition) ? [{ partition, offset: earliest }] : [],
  );
  const last = new Map<string, Uint8Array>();
  for await (const batch of log.read(topic, from))
    for (const { key, value } of batch.records) if (key !== null && value !== null && isRead(key)) last.set(key, value);
  return Promise.all(
    places.map(async (place) => ({
      place,
      snapshot: await newestSnapshotOf(last, place.key, formats),
      publishedBefore: jsonOf(ProgressSchema, last.get(`${place.key}/progress`))?.next_offset ?? 0,
    })),
  );
}

async function newestSnapshotOf(
  last: ReadonlyMap<string, Uint8Array>,
  key: string,
  formats: SnapshotFormats,
): Promise<Snapshot | null> {
  const manifests = formats.flatMap((format) => {
    const prefix = `${key}/${format}`;
    const manifest = jsonOf(SnapshotManifestSchema, last.get(`${prefix}/manifest`));
    return manifest === null ? [] : [{ prefix, manifest }];
  });
  const [newest] = manifests.sort((a, b) => b.manifest.next_offset - a.manifest.next_offset);
  if (newest === undefined) return null;
  const { prefix, manifest } = newest;
  const whole = Buffer.concat(
    Array.from({ length: manifest.chunks }, (_, i) => last.get(`${prefix}/${i}`) ?? new Uint8Array()),
  );
  if (whole.length !== manifest.byte_length) throw new Error(`the snapshot ${prefix} is not whole`);
  return { nextOffset: manifest.next_offset, state: await decompress(whole) };
}

/** @throws when the bytes are not what the evaluation writes */
function jsonOf<Schema extends z.ZodType>(schema: Schema, bytes: Uint8Array | undefined): z.output<Schema> | null {
  return bytes === undefined ? null : schema.parse(JSON.parse(new TextDecoder().decode(bytes)));
}
