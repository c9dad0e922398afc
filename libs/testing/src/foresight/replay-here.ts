import { packSamples, type Sample } from '@tocsin/contracts/topics/pack-samples';
import { decodeSamplesRecord } from '@tocsin/contracts/topics/samples';
import { Engine } from '@tocsin/domain/engine/engine';
import { type SampleBatch, seriesKey } from '@tocsin/domain/engine/sample-batch';
import type { Transition } from '@tocsin/domain/engine/transition';
import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import type { ForesightRules } from './foresight-rules.js';
import { piecesOf, type ReplayedFile } from './replayed-file.js';

/** What predicts, as `ml-prediction` asks it. */
export interface Predicting {
  changeRules(tenant: string, put: readonly AlertRule[], removed: readonly string[]): void;
  admit(tenant: string, key: string, past: { times: Float64Array; values: Float64Array }): void;
  take(batch: SampleBatch): Promise<readonly Sample[]>;
  hear(transition: Transition): void;
}

/** What a replay has come to. */
export interface Replayed {
  readonly transitions: Transition[];
  /** What was predicted. */
  readonly predicted: Sample[];
}

/**
 * Replays files without a log and without processes: an engine and what predicts, one piece after the other. The very
 * transitions that a platform comes to, if it takes nothing twice, leaves nothing out and keeps every order.
 *
 * @param asked - of which rules predictions are asked; without `threshold` no chances are told, which cost far more than all else
 */
export async function replayHere(
  tenant: string,
  files: readonly { readonly file: ReplayedFile; readonly rules: ForesightRules }[],
  predicting: Predicting,
  asked: readonly (keyof ForesightRules)[],
): Promise<Replayed> {
  const engine = new Engine({ partition: 0 });
  const transitions: Transition[] = [];
  const predicted: Sample[] = [];
  for (const { file } of files) engine.applySamples(batchOf(tenant, file.known), 0);
  const rules = files.flatMap(({ rules: own }) => Object.values(own) as AlertRule[]);
  for (const rule of rules) engine.applyRule(tenant, rule.id, rule, 0);
  predicting.changeRules(
    tenant,
    files.flatMap(({ rules: own }) => asked.map((kind) => own[kind])),
    [],
  );
  for (const { file } of files) {
    const [{ metric, labels } = { metric: '', labels: {} }] = file.known;
    predicting.admit(tenant, seriesKey(metric, labels), {
      times: Float64Array.from(file.known, ({ timestamp }) => timestamp),
      values: Float64Array.from(file.known, ({ value }) => value),
    });
  }
  const pieces = files.map(({ file }) => piecesOf(file));
  const longest = Math.max(...pieces.map(({ length }) => length));
  for (let step = 0; step < longest; step += 1)
    for (const own of pieces) {
      const piece = own[step];
      if (piece === undefined) continue;
      const batch = batchOf(tenant, piece);
      const told = await predicting.take(batch);
      engine.applySamples(batch, 0);
      if (told.length > 0) engine.applySamples(batchOf(tenant, told), 0);
      const fresh = engine.takeTransitions();
      for (const transition of fresh) predicting.hear(transition);
      transitions.push(...fresh);
      predicted.push(...told);
    }
  return { transitions, predicted };
}

/** Samples of one machine as the log's reader sees them. */
function batchOf(tenant: string, samples: readonly Sample[]): SampleBatch {
  const [packed, ...more] = packSamples(tenant, samples, 0, 1);
  const decoded = packed === undefined || more.length > 0 ? null : decodeSamplesRecord(packed.value);
  if (decoded?.kind !== 'value' || decoded.value.kind !== 'samples')
    throw new Error(`${samples.length} samples do not fit into one record`);
  return decoded.value.batch;
}
