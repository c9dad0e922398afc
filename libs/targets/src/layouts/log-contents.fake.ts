import { topicName, type TopicDefinition } from '@tocsin/contracts/define-topic';
import { audit } from '@tocsin/contracts/topics/audit';
import { deadLetters } from '@tocsin/contracts/topics/dead-letters';
import { partials } from '@tocsin/contracts/topics/partials';
import { ruleHealth } from '@tocsin/contracts/topics/rule-health';
import { ProgressSchema, ruleState } from '@tocsin/contracts/topics/rule-state';
import { decodeSamplesRecord, samples } from '@tocsin/contracts/topics/samples';
import { seriesCounts } from '@tocsin/contracts/topics/series-counts';
import { transitions } from '@tocsin/contracts/topics/transitions';
import { type Transition, TransitionSchema } from '@tocsin/domain/engine/transition';
import type { AppendRecord, EventLog, LogRecord, TopicSettings } from '@tocsin/ports/event-log';

/** How many partitions the evaluation's topics have. */
export interface Partitions {
  samples: number;
  partials: number;
  states: number;
}

/** The topics that the evaluation reads and writes. */
export function evaluationTopics(prefix: string, partitions: Partitions): TopicSettings[] {
  const settings = (topic: TopicDefinition, count: number): TopicSettings => {
    const { cleanup, retentionMs } = topic;
    return { name: topicName(topic, prefix), partitions: count, cleanup, retentionMs };
  };
  return [
    settings(samples, partitions.samples),
    settings(partials, partitions.partials),
    settings(ruleState, partitions.states),
    ...[transitions, deadLetters, ruleHealth, seriesCounts, audit].map((topic) => settings(topic, topic.partitions)),
  ];
}

/** Tells what is evaluated from what the evaluation itself writes into the samples. */
const INPUT = { 'layout-input': 'yes' };

/** Writes records to evaluate into the samples. */
export function appendInput(log: EventLog, prefix: string, records: readonly AppendRecord[]): Promise<void> {
  const marked = records.map((record) => ({ ...record, headers: INPUT }));
  return log.append(topicName(samples, prefix), marked);
}

/** What an evaluation has left in the log. */
export interface Told {
  transitions: Transition[];
  /** Samples that rules have recorded. */
  recorded: { tenant: string; key: string; time: number; value: number }[];
}

export async function readTold(log: EventLog, prefix: string): Promise<Told> {
  const told: Told = { transitions: [], recorded: [] };
  for await (const { value } of recordsOf(log, topicName(transitions, prefix)))
    told.transitions.push(TransitionSchema.parse(JSON.parse(new TextDecoder().decode(bytesOf(value)))));
  for await (const { partition, offset, value, headers } of recordsOf(log, topicName(samples, prefix))) {
    if ('layout-input' in headers) continue;
    const decoded = decodeSamplesRecord(bytesOf(value));
    if (decoded.kind === 'unreadable') throw new Error(`samples ${partition}/${offset}: ${decoded.reason}`);
    if (decoded.value.kind !== 'samples') continue;
    const { tenant, series, seriesIndex, timestamps, values } = decoded.value.batch;
    seriesIndex.forEach((row, i) => {
      const [time, sample] = [timestamps[i] as number, values[i] as number];
      told.recorded.push({ tenant, key: series[row] as string, time, value: sample });
    });
  }
  return told;
}

/** Whether the progress of both stages has reached the last record of each of their partitions. */
export async function isAllEvaluated(log: EventLog, prefix: string): Promise<boolean> {
  const progress = new Map<string, number>();
  for await (const { key, value } of recordsOf(log, topicName(ruleState, prefix))) {
    if (key?.endsWith('/progress') !== true) continue;
    const { next_offset: next } = ProgressSchema.parse(JSON.parse(new TextDecoder().decode(bytesOf(value))));
    progress.set(key, next);
  }
  const ends = new Map<string, number>();
  for await (const { partition, offset } of recordsOf(log, topicName(samples, prefix)))
    ends.set(`${partition}/progress`, offset + 1);
  for await (const { partition, offset } of recordsOf(log, topicName(partials, prefix)))
    ends.set(`groups-${partition}/progress`, offset + 1);
  return [...ends].every(([key, end]) => (progress.get(key) ?? 0) >= end);
}

/** Every record of a topic that can be read now, partition by partition in order. */
export async function* recordsOf(log: EventLog, topic: string): AsyncIterable<LogRecord> {
  for await (const { records } of log.read(topic)) yield* records;
}

const bytesOf = (value: Uint8Array | null): Uint8Array => value ?? new Uint8Array();
