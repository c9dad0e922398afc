import { setTimeout as rest } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { TrainingAnswer, TrainingJob } from './training-job.js';

/** What runs in a thread for training: its one job, answered by one message. */

/** Each parameter with Adam's two averages of its gradient, under the prefixes of the graph. */
const PARTS = ['p', 'm', 'v'];

void train(workerData as TrainingJob)
  .catch((error: unknown): TrainingAnswer => ({
    kind: 'failed',
    message: error instanceof Error ? error.message : String(error),
  }))
  .then((answer) => parentPort?.postMessage(answer));

async function train(job: TrainingJob): Promise<TrainingAnswer> {
  const { graph, step, content, examples, order, rate, coreShare = 1 } = job;
  const session = await InferenceSession.create(graph, {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
  });
  const trained = content.slice();
  const state: Record<string, Tensor> = {};
  for (const { name, shape, offset } of step.parameters) {
    const size = product(shape);
    state[`p_${name}`] = new Tensor(
      'float32',
      new Float32Array(trained.slice(offset, offset + 4 * size).buffer),
      shape,
    );
    for (const part of ['m', 'v']) state[`${part}_${name}`] = new Tensor('float32', new Float32Array(size), shape);
  }
  const [batch = 1] = step.batch[0]?.shape ?? [];
  const steps = Math.floor(order.length / batch);
  const losses = new Float32Array(steps);
  for (let at = 0; at < steps; at += 1) {
    const chosen = order.subarray(at * batch, (at + 1) * batch);
    const data = step.batch.map(({ name, shape: [, ...sizes] }) => [
      name,
      new Tensor('float32', gathered(examples[name], chosen, product(sizes)), [batch, ...sizes]),
    ]);
    const began = performance.now();
    const answer = await session.run({
      ...state,
      ...Object.fromEntries(data),
      in_step: new Tensor('float32', Float32Array.of(at + 1), [1]),
      in_rate: new Tensor('float32', Float32Array.of(rate * (1 - at / steps)), [1]),
    });
    losses[at] = Number(answer['loss']?.data[0]);
    for (const { name, shape } of step.parameters) {
      for (const part of PARTS) {
        // Copied: what a session answers is its own memory.
        const next = answer[`${part}_${name}_next`]?.data as Float32Array;
        state[`${part}_${name}`] = new Tensor('float32', Float32Array.from(next), shape);
      }
    }
    if (coreShare < 1) await rest(((performance.now() - began) * (1 - coreShare)) / coreShare);
  }
  await session.release();
  for (const { name, offset } of step.parameters) {
    const values = state[`p_${name}`]?.data as Float32Array;
    trained.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), offset);
  }
  return { kind: 'trained', content: trained, losses };
}

/** The rows of the chosen examples, one after the other. */
function gathered(all: Float32Array | undefined, chosen: Uint32Array, length: number): Float32Array {
  const rows = new Float32Array(chosen.length * length);
  for (const [i, example] of chosen.entries()) {
    const row = all?.subarray(example * length, (example + 1) * length);
    if (row?.length !== length) throw new Error(`there is no example ${example}`);
    rows.set(row, i * length);
  }
  return rows;
}

const product = (sizes: readonly number[]): number => sizes.reduce((all, size) => all * size, 1);
