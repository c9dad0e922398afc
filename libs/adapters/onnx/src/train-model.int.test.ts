import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { challenged } from '@tocsin/domain/models/challenge';
import { normalisedWindow } from '@tocsin/domain/models/normalised-window';
import { systemClock } from '@tocsin/runtime/system-clock';
import { InferenceSlot } from './inference-slot.js';
import { ModelRegistry, type VerifiedModel } from './model-registry.js';
import { openModelServer } from './open-model-server.js';
import { trainModel } from './train-model.js';
import type { TrainingAnswer } from './training-job.js';
import { writeModel } from './write-model.js';

const root = join(__dirname, '../../../..');
const built = (file: string): URL => pathToFileURL(join(__dirname, '../dist', file));
const LENGTH = 50;
const BATCH = 32;
const STEPS = 60;

/** A job of three beats of thirteen, with a dip in the second: a rhythm that the simulator does not make. */
const strange = (i: number): number => [0, 5, 5, 0, -4, 0, 5, 1, 5, 0, 0, 9, 0][i % 13] ?? 0;
const usual = (kind: number) => (i: number) =>
  Math.sin((i * (kind + 2)) / 15) + 0.4 * Math.cos((i * (kind + 5)) / 9 + kind);

/** Windows of a series, from places that its number gives. */
function windowsOf(series: (i: number) => number, count: number, from: number): Float32Array {
  const all = new Float32Array(count * LENGTH);
  for (let row = 0; row < count; row += 1) {
    const start = from + row * 7;
    const window = Float64Array.from(
      { length: LENGTH },
      (_, i) => series(start + i) + 0.2 * Math.sin((start + i) ** 2),
    );
    all.set(normalisedWindow(window).values, row * LENGTH);
  }
  return all;
}

const together = (...parts: Float32Array[]): Float32Array => Float32Array.from(parts.flatMap((part) => [...part]));

const tenant = windowsOf(strange, 128, 0);
const others = together(...Array.from({ length: 16 }, (_, kind) => windowsOf(usual(kind), 8, 0)));
const heldOut = windowsOf(strange, 60, 5_000);
const control = together(...Array.from({ length: 12 }, (_, kind) => windowsOf(usual(kind), 5, 9_000)));

let registry: ModelRegistry;
let champion: VerifiedModel;
let key: string;
beforeAll(async () => {
  key = await readFile(join(root, 'config/model-keys/release.pem'), 'utf8');
  registry = new ModelRegistry(join(root, 'models'), [key]);
  const verified = await registry.verify('lstm-autoencoder', '1.0.0', 'fp32');
  if (verified.kind === 'refused') throw new Error(verified.message);
  champion = verified.model;
});

/** Trains on windows of the tenant and of others, with what it is to answer to them. */
async function trained(
  seen: Float32Array,
  target: Float32Array,
  signal = new AbortController().signal,
): Promise<TrainingAnswer> {
  const { graph, step } = await registry.trainStep(champion);
  const examples = seen.length / LENGTH;
  const order = Uint32Array.from({ length: STEPS * BATCH }, (_, i) => (i * 37) % examples);
  const job = {
    graph,
    step,
    content: champion.content,
    examples: { in_seen: seen, in_target: target },
    order,
    rate: 5e-4,
  };
  return trainModel(job, signal, built('training-thread-main.js'));
}

/** What a model answers to windows. */
async function answers(content: Uint8Array, windows: Float32Array): Promise<Float32Array> {
  const threadCode = built('inference-thread-main.js');
  const slot = new InferenceSlot({ threadCode, timeoutMs: 20_000, modelsMax: 1, clock: systemClock });
  const answer = await slot.run({ ...champion, content }, windows.length / LENGTH, [windows]);
  await slot.stop();
  if (answer.kind !== 'output') throw new Error('message' in answer ? answer.message : 'no output');
  return answer.output;
}

async function losses(content: Uint8Array, windows: Float32Array): Promise<number[]> {
  const output = await answers(content, windows);
  return Array.from({ length: windows.length / LENGTH }, (_, row) => {
    let sum = 0;
    for (let i = row * LENGTH; i < (row + 1) * LENGTH; i += 1)
      sum += Math.abs((output[i] ?? Number.NaN) - (windows[i] ?? 0));
    return sum / LENGTH;
  });
}

async function challenge(content: Uint8Array) {
  return challenged({
    heldOut: { champion: await losses(champion.content, heldOut), challenger: await losses(content, heldOut) },
    control: { champion: await losses(champion.content, control), challenger: await losses(content, control) },
  });
}

function contentOf(answer: TrainingAnswer): Uint8Array {
  if (answer.kind === 'failed') throw new Error(answer.message);
  return answer.content;
}

test('trained on a strange rhythm, a model loses less on what it has not seen, is adopted, and is served', async () => {
  const seen = together(tenant, others);
  const answer = await trained(seen, seen);
  const content = contentOf(answer);
  expect(await challenge(content)).toMatchObject({ adopted: true, reason: 'better' });

  const dir = await mkdtemp(join(tmpdir(), 'tocsin-trained-'));
  const own = generateKeyPairSync('ed25519');
  const inputs = Float32Array.from(champion.checks.inputs['windows'] ?? []);
  const checks = { ...champion.checks, output: [...(await answers(content, inputs))] };
  const { graph } = await registry.trainStep(champion);
  const model = { parent: champion.card, version: '1.0.1', content, checks, graph, provenance: { data: 'a test' } };
  await writeModel(dir, model, own.privateKey);
  const publicKey = own.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const threadCode = built('inference-thread-main.js');
  const server = openModelServer({ dir, trustedKeys: [key, publicKey] }, { clock: systemClock, precision: 'int8', threads: 1, coreShare: 1, threadCode }); // prettier-ignore
  const served = await server.infer({
    model: 'lstm-autoencoder',
    windows: 60,
    inputs: { windows: heldOut },
    usefulness: 1,
  });
  await server.close();
  await rm(dir, { recursive: true });
  if (served.kind !== 'answered') throw new Error(served.message);
  expect(served.version).toBe('1.0.1');
  expect(served.output).toEqual(await answers(content, heldOut));
}, 60_000);

test('trained on poisoned data, a challenger is refused', async () => {
  const seen = together(tenant, others);
  const verdict = await challenge(
    contentOf(
      await trained(
        seen,
        seen.map((value) => 1 - value),
      ),
    ),
  );
  expect(verdict).toMatchObject({ adopted: false, reason: 'not-better' });
}, 60_000);

test('data that are no numbers make a challenger that is refused', async () => {
  const seen = together(tenant, others).fill(Number.NaN, 0, LENGTH);
  expect(await challenge(contentOf(await trained(seen, seen)))).toMatchObject({ adopted: false, reason: 'not-finite' });
}, 60_000);

test('the first loss of the exported step is that of the model that serves', async () => {
  const answer = await trained(tenant, tenant);
  if (answer.kind === 'failed') throw new Error(answer.message);
  const first = Float32Array.from({ length: BATCH * LENGTH }, (_, i) => tenant[((Math.floor(i / LENGTH) * 37) % 128) * LENGTH + (i % LENGTH)] ?? 0); // prettier-ignore
  const output = await answers(champion.content, first);
  const errors = [...output].map((value, i) => Math.abs(value - (first[i] ?? 0)));
  const loss = errors.reduce((sum, error) => sum + (error < 0.5 ? error * error : error - 0.25), 0) / errors.length;
  expect(answer.losses[0]).toBeCloseTo(loss, 4);
  expect(answer.losses.at(-1)).toBeLessThan(0.9 * loss);
}, 60_000);

test('the forecaster, too, is trained further: what it loses on a rhythm falls', async () => {
  const verified = await registry.verify('quantile-forecaster', '1.0.0', 'fp32');
  if (verified.kind === 'refused') throw new Error(verified.message);
  const { graph, step } = await registry.trainStep(verified.model);
  const [context, horizon] = [512, 64];
  const rows = Array.from({ length: BATCH }, (_, row) => {
    const at = (i: number): number => strange(row * 5 + i);
    const { values, mean, deviation } = normalisedWindow(Float64Array.from({ length: context }, (_, i) => at(i)));
    const target = Float32Array.from({ length: horizon }, (_, i) => (at(context + i) - mean) / deviation);
    return { values, target };
  });
  const examples = {
    in_values: together(...rows.map(({ values }) => values)),
    in_observed: new Float32Array(BATCH * context).fill(1),
    in_target: together(...rows.map(({ target }) => target)),
    in_known: new Float32Array(BATCH * horizon).fill(1),
  };
  const order = Uint32Array.from({ length: 30 * BATCH }, (_, i) => i % BATCH);
  const job = { graph, step, content: verified.model.content, examples, order, rate: 1e-3 };
  const answer = await trainModel(job, new AbortController().signal, built('training-thread-main.js'));
  if (answer.kind === 'failed') throw new Error(answer.message);
  expect(answer.losses.at(-1)).toBeLessThan(0.7 * (answer.losses[0] ?? 0));
}, 60_000);

test('training that is stopped has failed, whatever its thread does', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'tocsin-stopped-'));
  const hangs = join(dir, 'hangs.mjs');
  await writeFile(hangs, 'for (;;);');
  const { graph, step } = await registry.trainStep(champion);
  const job = { graph, step, content: champion.content, examples: {}, order: new Uint32Array(BATCH), rate: 1 };
  const stops = new AbortController();
  const running = trainModel(job, stops.signal, pathToFileURL(hangs));
  stops.abort();
  expect(await running).toEqual({ kind: 'failed', message: 'training was stopped' });
  const missing = await trainModel(job, new AbortController().signal, built('training-thread-main.js'));
  expect(missing).toEqual({ kind: 'failed', message: 'there is no example 0' });
  await rm(dir, { recursive: true });
});
