import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parentPort } from 'node:worker_threads';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { ExecutionProvider, InferenceAnswer, InferenceJob, LoadJob, RunJob } from './inference-job.js';
import type { CardTensor } from './model-card.js';

/** What runs in a thread for inference: one job after the other, each answered by one message. */

interface Loaded {
  readonly session: InferenceSession;
  readonly inputs: readonly CardTensor[];
  readonly output: CardTensor;
}

const loaded = new Map<string, Loaded>();

parentPort?.on('message', (job: InferenceJob) => {
  void answerTo(job)
    .catch((error: unknown): InferenceAnswer => ({ kind: 'failed', message: messageOf(error) }))
    .then((answer) =>
      parentPort?.postMessage(answer, answer.kind === 'output' ? [answer.output.buffer as ArrayBuffer] : []),
    );
});

async function answerTo(job: InferenceJob): Promise<InferenceAnswer> {
  if (job.kind === 'load') return load(job);
  if (job.kind === 'run') return run(job);
  const model = loaded.get(job.key);
  loaded.delete(job.key);
  await model?.session.release();
  return { kind: 'done' };
}

async function load({ key, content, inputs, output }: LoadJob): Promise<InferenceAnswer> {
  const { session, provider } = await sessionOf(content);
  const wrong =
    differenceOf('input', inputs, session.inputMetadata) ?? differenceOf('output', [output], session.outputMetadata);
  if (wrong !== undefined) {
    await session.release();
    return { kind: 'failed', message: wrong };
  }
  loaded.set(key, { session, inputs, output });
  return { kind: 'loaded', provider };
}

/** Where CUDA's libraries lie when somebody has put them beside the runtime; the package does not bring them. */
const cudaLibrary = fileURLToPath(
  new URL(
    `../bin/napi-v6/${process.platform}/${process.arch}/libonnxruntime_providers_cuda.so`,
    import.meta.resolve('onnxruntime-node'),
  ),
);

async function sessionOf(content: Uint8Array): Promise<{ session: InferenceSession; provider: ExecutionProvider }> {
  // One thread a session: batches run beside each other in threads of ours, which can be counted and replaced.
  const create = (executionProviders: string[]): Promise<InferenceSession> =>
    InferenceSession.create(content, {
      executionProviders,
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      logSeverityLevel: 3,
    });
  let because = `the runtime has no libraries for CUDA here (${cudaLibrary} is not there)`;
  if (existsSync(cudaLibrary)) {
    try {
      return { session: await create(['cuda', 'cpu']), provider: { name: 'cuda' } };
    } catch (error) {
      because = `CUDA cannot be used: ${messageOf(error)}`;
    }
  }
  return { session: await create(['cpu']), provider: { name: 'cpu', because } };
}

async function run({ key, windows, inputs }: RunJob): Promise<InferenceAnswer> {
  const model = loaded.get(key);
  if (model === undefined) return { kind: 'failed', message: `model ${key} is not loaded` };
  const feeds = Object.fromEntries(
    model.inputs.map(({ name, shape: [, ...sizes] }, i) => [
      name,
      new Tensor('float32', inputs[i] ?? new Float32Array(0), [windows, ...sizes]),
    ]),
  );
  const began = performance.now();
  const answers = await model.session.run(feeds);
  const busyMs = performance.now() - began;
  const data = answers[model.output.name]?.data;
  if (!(data instanceof Float32Array))
    return { kind: 'failed', message: `${model.output.name} is not of 32-bit floats` };
  return { kind: 'output', output: Float32Array.from(data), busyMs };
}

/** What is in the file otherwise than in the card; dimensions without a size in the file fit any. */
function differenceOf(
  side: string,
  expected: readonly CardTensor[],
  found: InferenceSession['inputMetadata'],
): string | undefined {
  const names = (of: readonly { name: string }[]): string =>
    of
      .map(({ name }) => name)
      .sort()
      .join(', ');
  if (names(expected) !== names(found)) return `its ${side}s are ${names(found)}, and the card says ${names(expected)}`;
  for (const tensor of expected) {
    const actual = found.find(({ name }) => name === tensor.name);
    if (actual === undefined || !actual.isTensor || actual.type !== 'float32')
      return `${side} ${tensor.name} is not of 32-bit floats`;
    const [batch, ...sizes] = actual.shape;
    const [, ...wanted] = tensor.shape;
    if (typeof batch !== 'string' || sizes.length !== wanted.length || sizes.some((size, i) => size !== wanted[i])) {
      return `${side} ${tensor.name} has shape [${actual.shape.join(', ')}], and the card says [${tensor.shape.join(', ')}]`;
    }
  }
  return undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
