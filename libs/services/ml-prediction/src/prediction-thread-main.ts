import { getPriority, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import type { ModelAnswer, ModelInference } from '@tocsin/ports/model-server';
import { answering } from './answer-order.js';
import type { FromPrediction, ToPrediction } from './prediction-thread.js';

/** How much later than others this thread gets a core that several want; with more, a batch may seem to be stuck. */
const NICENESS = 5;
// On Linux this is the priority of a thread, elsewhere that of the whole process.
if (process.platform === 'linux') setPriority(Math.max(getPriority(), NICENESS));

/** What runs in the thread of predictions: each order is answered by one message, and models are asked through the process. */
const asked = new Map<number, (answer: ModelAnswer) => void>();
let askedSoFar = 0;

const tell = (message: FromPrediction): void => parentPort?.postMessage(message);

const models: ModelInference = {
  infer: (request) => {
    const id = (askedSoFar += 1);
    const answer = new Promise<ModelAnswer>((resolve) => asked.set(id, resolve));
    tell({ kind: 'infer', id, request });
    return answer;
  },
};

const answer = answering(() => performance.now(), models);

parentPort?.on('message', (message: ToPrediction) => {
  if (message.kind === 'inferred') {
    asked.get(message.id)?.(message.answer);
    asked.delete(message.id);
    return;
  }
  void answer(message).then(
    (told) => tell({ kind: 'answer', answer: told }),
    (error: unknown) => {
      // As an error that nobody catches it ends the thread, and whoever asked is told.
      setImmediate(() => {
        throw error;
      });
    },
  );
});
