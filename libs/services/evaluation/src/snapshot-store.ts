import { promisify } from 'node:util';
import { constants, gunzip, gzip } from 'node:zlib';
import { decodeJson, encodeJson, topicName } from '@tocsin/contracts/define-topic';
import { ruleState, type SnapshotManifest } from '@tocsin/contracts/topics/rule-state';
import type { AppendRecord, EventLog } from '@tocsin/ports/event-log';

const compress = promisify(gzip);
const decompress = promisify(gunzip);
/** Below Kafka's usual limit of 1 MiB a message, with room for key and headers. */
const CHUNK_BYTES = 512 * 1024;

/** A partition's state as it was before `nextOffset`. */
export interface Snapshot {
  nextOffset: number;
  state: Uint8Array;
}

/** The records that hold a snapshot; they must be appended in one transaction. */
export async function snapshotRecords(partition: number, { nextOffset, state }: Snapshot): Promise<AppendRecord[]> {
  const bytes = await compress(state, { level: constants.Z_BEST_SPEED });
  const chunks = Math.max(1, Math.ceil(bytes.length / CHUNK_BYTES));
  const manifest: SnapshotManifest = { partition, next_offset: nextOffset, chunks, byte_length: bytes.length };
  const records: AppendRecord[] = [];
  for (let i = 0; i < chunks; i += 1) {
    records.push({ key: `${partition}/${i}`, partition, value: bytes.subarray(i * CHUNK_BYTES, (i + 1) * CHUNK_BYTES) });
  }
  records.push({ key: `${partition}/manifest`, partition, value: encodeJson(ruleState, manifest) });
  return records;
}

/** The last snapshot of each of the given partitions; those that have none are left out. */
export async function loadSnapshots(log: EventLog, topicPrefix: string, partitions: readonly number[]): Promise<Map<number, Snapshot>> {
  const last = new Map<string, Uint8Array>();
  const topic = topicName(ruleState, topicPrefix);
  const wanted = (await log.offsets(topic)).filter(({ partition }) => partitions.includes(partition));
  const from = wanted.map(({ partition, earliest }) => ({ partition, offset: earliest }));
  for await (const batch of log.read(topic, from)) {
    for (const { key, value } of batch.records) if (key !== null && value !== null) last.set(key, value);
  }
  const snapshots = new Map<number, Snapshot>();
  for (const partition of partitions) {
    const bytes = last.get(`${partition}/manifest`);
    if (bytes === undefined) continue;
    const manifest = decodeJson(ruleState, bytes);
    if (manifest.kind !== 'value') throw new Error(`the snapshot of partition ${partition} cannot be read: ${manifest.reason}`);
    const chunks = Array.from({ length: manifest.value.chunks }, (_, i) => last.get(`${partition}/${i}`) ?? new Uint8Array());
    const whole = Buffer.concat(chunks);
    if (whole.length !== manifest.value.byte_length) throw new Error(`the snapshot of partition ${partition} is not whole`);
    snapshots.set(partition, { nextOffset: manifest.value.next_offset, state: await decompress(whole) });
  }
  return snapshots;
}
