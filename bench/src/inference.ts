import { readFile } from 'node:fs/promises';
import { InferenceSlot } from '@tocsin/adapter-onnx/inference-slot';
import { inferenceThreadCode } from '@tocsin/adapter-onnx/inference-thread';
import { type Precision, valuesOf } from '@tocsin/adapter-onnx/model-card';
import { ModelRegistry, type VerifiedModel } from '@tocsin/adapter-onnx/model-registry';
import { openModelServer } from '@tocsin/adapter-onnx/open-model-server';
import { systemClock } from '@tocsin/runtime/system-clock';
import { report } from './report.js';

const ROOT = new URL('../../', import.meta.url).pathname;
const MODELS = ['lstm-autoencoder', 'quantile-forecaster'];
const BATCHES = [1, 32, 256];
const PRECISIONS: readonly Precision[] = ['fp32', 'int8'];
const RUN_MS = 3_000;
const SERIES = 100_000;
const REQUEST = 256;

/**
 * `npm run bench -- inference`: windows a second a core, of each model on one thread; and a window of each of 100,000
 * series, through the server. A core's second is a second of the process's CPU time, so that what else the machine does
 * counts as little as can be; the wall's second stands beside it.
 */
export async function inference(): Promise<void> {
  const key = await readFile(`${ROOT}config/model-keys/release.pem`, 'utf8');
  const registry = new ModelRegistry(`${ROOT}models`, [key]);
  for (const name of MODELS) {
    for (const precision of PRECISIONS) {
      const verified = await registry.verify(name, (await registry.versions(name))[0] ?? '', precision);
      if (verified.kind === 'refused') throw new Error(verified.message);
      await measureBatches(verified.model);
    }
  }
  for (const precision of PRECISIONS) await measureMinute(key, precision);
}

async function measureBatches(model: VerifiedModel): Promise<void> {
  const slot = new InferenceSlot({
    threadCode: inferenceThreadCode,
    timeoutMs: 60_000,
    modelsMax: 1,
    clock: systemClock,
  });
  for (const batch of BATCHES) {
    const inputs = model.card.inputs.map((input) => waves(batch * valuesOf(input)));
    const run = async (): Promise<void> => {
      const answer = await slot.run(model, batch, inputs);
      if (answer.kind !== 'output') throw new Error(`${model.card.name}: ${answer.kind}`);
    };
    for (let i = 0; i < 20; i += 1) await run();
    let windows = 0;
    const spent = await spending(async () => {
      for (const end = performance.now() + RUN_MS; performance.now() < end; windows += batch) await run();
    });
    const circumstances = { model: model.card.name, version: model.card.version, precision: model.precision, batch };
    report('inference', 'windows_per_core_second', windows / spent.cpuSeconds, 'windows/s', circumstances);
    report('inference', 'windows_per_second', windows / spent.seconds, 'windows/s', circumstances);
  }
  await slot.stop();
}

async function measureMinute(key: string, precision: Precision): Promise<void> {
  const folders = { dir: `${ROOT}models`, trustedKeys: [key] };
  const server = openModelServer(folders, { clock: systemClock, precision, threads: 1, coreShare: 1 });
  const ask = (windows: number) =>
    server.infer({ model: 'lstm-autoencoder', windows, inputs: { windows: waves(windows * 50) }, usefulness: 1 });
  await ask(REQUEST);
  const spent = await spending(async () => {
    const asked = Array.from({ length: Math.ceil(SERIES / REQUEST) }, (_, i) =>
      ask(Math.min(REQUEST, SERIES - i * REQUEST)),
    );
    for (const answer of await Promise.all(asked)) if (answer.kind !== 'answered') throw new Error(answer.message);
  });
  await server.close();
  const circumstances = { model: 'lstm-autoencoder', precision, series: SERIES };
  report('inference', 'minute_cpu_seconds', spent.cpuSeconds, 's', circumstances);
  report('inference', 'minute_seconds', spent.seconds, 's', circumstances);
}

const waves = (length: number): Float32Array => Float32Array.from({ length }, (_, i) => Math.sin(i * 0.37) * 1.4);

async function spending(task: () => Promise<void>): Promise<{ seconds: number; cpuSeconds: number }> {
  const [began, before] = [performance.now(), process.cpuUsage()];
  await task();
  const { user, system } = process.cpuUsage(before);
  return { seconds: (performance.now() - began) / 1_000, cpuSeconds: (user + system) / 1_000_000 };
}
