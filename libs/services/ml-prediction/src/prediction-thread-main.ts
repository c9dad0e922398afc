import { parentPort } from 'node:worker_threads';
import { answering } from './answer-order.js';
import type { PredictionOrder } from './prediction-thread.js';

/** What runs in the thread of predictions: each order is answered by one message. */
const answer = answering(() => performance.now());
parentPort?.on('message', (order: PredictionOrder) => parentPort?.postMessage(answer(order)));
