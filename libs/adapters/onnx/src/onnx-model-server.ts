import type { Clock } from '@tocsin/ports/clock';
import {
  type ModelAnswer,
  type ModelRefusalReason,
  type ModelReport,
  type ModelRequest,
  type ModelServer,
  type RefusedModel,
  REQUEST_WINDOWS_MAX,
} from '@tocsin/ports/model-server';
import { BatchQueue, type WaitingRequest } from './batch-queue.js';
import { InferenceSlot, type SlotAnswer } from './inference-slot.js';
import { inferenceThreadCode } from './inference-thread.js';
import { type ModelCard, type Precision, valuesOf } from './model-card.js';
import type { ModelRegistry, VerifiedModel } from './model-registry.js';

/** How long a window waits for others to be run with. */
const BATCH_DELAY_MS = 20;

/** Windows that may wait: a minute's windows of 100,000 series. Those of the auto-encoder take 20 MB. */
const WAITING_WINDOWS_MAX = 100_000;

/** A batch of 256 takes well under a second; a thread that takes this long is stuck. */
const TIMEOUT_MS = 10_000;

/** Models that a thread keeps loaded, some megabytes each. */
const MODELS_MAX = 16;

export interface ModelServerSettings {
  readonly clock: Clock;
  /** Which file of a model is taken where it has both. */
  readonly precision: Precision;
  /** How many batches run beside each other, each on one core. */
  readonly threads: number;
  /** Which share of its core a thread may take, above 0 and up to 1. */
  readonly coreShare: number;
  readonly waitingWindowsMax?: number;
  readonly timeoutMs?: number;
  readonly threadCode?: URL;
}

type Waiting = WaitingRequest<ModelAnswer>;

type Lookup =
  { readonly kind: 'found'; readonly model: VerifiedModel } | { readonly kind: 'none'; readonly message: string };

/** Models of the registry in threads of their own. A model is read when it is first asked for. */
export class OnnxModelServer implements ModelServer {
  readonly #registry: ModelRegistry;
  readonly #settings: ModelServerSettings;
  readonly #queue: BatchQueue<ModelAnswer>;
  readonly #idle: InferenceSlot[];
  readonly #slots: readonly InferenceSlot[];
  /** Who waits for a thread before any batch does: models that are tried. */
  readonly #tries: ((slot: InferenceSlot) => void)[] = [];
  readonly #served = new Map<string, Promise<Lookup>>();
  readonly #versions = new Map<string, string>();
  readonly #refused = new Map<string, RefusedModel>();
  readonly #closing = new AbortController();
  #windowsShed = 0;
  #wakes = false;

  constructor(registry: ModelRegistry, settings: ModelServerSettings) {
    this.#registry = registry;
    this.#settings = settings;
    this.#queue = new BatchQueue({
      batchWindows: REQUEST_WINDOWS_MAX,
      delayMs: BATCH_DELAY_MS,
      waitingWindowsMax: settings.waitingWindowsMax ?? WAITING_WINDOWS_MAX,
    });
    this.#slots = Array.from({ length: settings.threads }, () => {
      const { clock, threadCode = inferenceThreadCode, timeoutMs = TIMEOUT_MS } = settings;
      return new InferenceSlot({ clock, threadCode, timeoutMs, modelsMax: MODELS_MAX });
    });
    this.#idle = [...this.#slots];
  }

  async infer(request: ModelRequest): Promise<ModelAnswer> {
    const found = await this.#lookup(request.model);
    if (this.#closing.signal.aborted) return refusal('closed', 'the model server is closed');
    if (found.kind === 'none') return refusal('unknown-model', found.message);
    const wrong = wrongShape(found.model.card, request);
    if (wrong !== undefined) return refusal('wrong-shape', wrong);
    return new Promise((answer) => {
      for (const shed of this.#queue.add({ request, since: this.#settings.clock.now(), answer })) this.#shed(shed);
      this.#pump();
    });
  }

  async refresh(): Promise<void> {
    for (const [name, lookup] of [...this.#served]) {
      const before = await lookup;
      const next = await this.#newest(name, before.kind === 'found' ? before.model : undefined);
      if (next.kind === 'found' || before.kind === 'none') this.#serve(name, next);
    }
  }

  report(): ModelReport {
    const served = Array.from(this.#versions, ([model, version]) => ({ model, version }));
    return { served, refused: [...this.#refused.values()], windowsShed: this.#windowsShed };
  }

  async close(): Promise<void> {
    this.#closing.abort();
    for (const { answer } of this.#queue.drain()) answer(refusal('closed', 'the model server is closed'));
    await Promise.all(this.#slots.map((slot) => slot.stop()));
  }

  /** What serves a name; what was found stays until a refresh finds another. */
  #lookup(name: string): Promise<Lookup> {
    const known = this.#served.get(name);
    if (known !== undefined) return known;
    if (this.#closing.signal.aborted) return Promise.resolve({ kind: 'none', message: '' });
    const lookup = this.#newest(name, undefined).then((found) => this.#serve(name, found));
    this.#served.set(name, lookup);
    return lookup;
  }

  #serve(name: string, found: Lookup): Lookup {
    this.#served.set(name, Promise.resolve(found));
    if (found.kind === 'found') this.#versions.set(name, found.model.card.version);
    return found;
  }

  /** The newest version that can be trusted and answers as it did in training; no older one than `current`. */
  async #newest(name: string, current: VerifiedModel | undefined): Promise<Lookup> {
    const messages: string[] = [];
    for (const version of await this.#registry.versions(name)) {
      if (version === current?.card.version) return { kind: 'found', model: current };
      const verified = await this.#registry.verify(name, version, this.#settings.precision);
      const message = verified.kind === 'refused' ? verified.message : await this.#try(verified.model, current);
      const key = `${name} ${version}`;
      if (message === undefined && verified.kind === 'verified') {
        this.#refused.delete(key);
        return { kind: 'found', model: verified.model };
      }
      this.#refused.set(key, { model: name, version, message: message ?? '' });
      messages.push(`${version}: ${message}`);
    }
    const why = messages.length === 0 ? 'there is no version of it' : messages.join('; ');
    return { kind: 'none', message: `model ${name} cannot be served: ${why}` };
  }

  /** What is wrong with a model's shapes or its answers to its checks; undefined when nothing is. */
  async #try(model: VerifiedModel, current: VerifiedModel | undefined): Promise<string | undefined> {
    const { card, checks, precision } = model;
    if (current !== undefined && shapesOf(current.card) !== shapesOf(card)) {
      return `its shapes are ${shapesOf(card)}, and those of the version served ${shapesOf(current.card)}`;
    }
    const inputs = card.inputs.map(({ name }) => Float32Array.from(checks.inputs[name] ?? []));
    const request = { model: card.name, windows: checks.count, inputs: Object.fromEntries(card.inputs.map(({ name }, i) => [name, inputs[i] ?? new Float32Array(0)])), usefulness: 0 }; // prettier-ignore
    const wrong = wrongShape(card, request);
    if (wrong !== undefined) return `its checks do not fit the card: ${wrong}`;
    const answer = await this.#withSlot((slot) => slot.run(model, checks.count, inputs));
    if (answer.kind !== 'output') return answer.kind === 'done' ? 'the thread gave no output' : answer.message;
    const allowed = checks.largestDifference[precision];
    const largest = largestDifference(answer.output, checks.output);
    return largest <= allowed
      ? undefined
      : `it answers its checks otherwise than in training, by ${largest}; ${allowed} is allowed`;
  }

  async #withSlot(use: (slot: InferenceSlot) => Promise<SlotAnswer>): Promise<SlotAnswer> {
    if (this.#closing.signal.aborted) return { kind: 'failed', message: 'the model server is closed' };
    const slot = this.#idle.pop() ?? (await new Promise<InferenceSlot>((resolve) => void this.#tries.push(resolve)));
    try {
      return await use(slot);
    } finally {
      this.#free(slot);
    }
  }

  #free(slot: InferenceSlot): void {
    const next = this.#tries.shift();
    if (next !== undefined) return next(slot);
    this.#idle.push(slot);
    this.#pump();
  }

  /** Runs every batch that is due while there are threads for it, and comes back when the next one is. */
  #pump(): void {
    const { clock } = this.#settings;
    if (this.#closing.signal.aborted) return;
    for (let model = this.#queue.due(clock.now()); model !== undefined; model = this.#queue.due(clock.now())) {
      const slot = this.#idle.pop();
      // Whoever gives a thread back comes here again.
      if (slot === undefined) return;
      void this.#runBatch(slot, model, this.#queue.take(model));
    }
    const dueAt = this.#queue.dueAt();
    if (dueAt === undefined || this.#wakes) return;
    this.#wakes = true;
    void clock.wait(dueAt - clock.now(), this.#closing.signal).then(() => {
      this.#wakes = false;
      this.#pump();
    });
  }

  async #runBatch(slot: InferenceSlot, name: string, batch: readonly Waiting[]): Promise<void> {
    const found = await this.#lookup(name);
    const answer: SlotAnswer =
      found.kind === 'found'
        ? await slot.run(found.model, windowsOf(batch), joined(found.model.card, batch))
        : { kind: 'failed', message: found.message };
    if (answer.kind === 'output' && found.kind === 'found') {
      handOut(answer.output, batch, found.model.card);
      const { coreShare, clock } = this.#settings;
      const restMs = (answer.busyMs * (1 - coreShare)) / coreShare;
      if (restMs > 0) await clock.wait(restMs, this.#closing.signal);
    } else {
      const message = answer.kind === 'failed' || answer.kind === 'timed-out' ? answer.message : 'no output';
      const reason = this.#closing.signal.aborted ? 'closed' : answer.kind === 'timed-out' ? 'timed-out' : 'failed';
      for (const waiting of batch) waiting.answer(refusal(reason, message));
    }
    this.#free(slot);
  }

  #shed({ request, answer }: Waiting): void {
    this.#windowsShed += request.windows;
    const most = this.#settings.waitingWindowsMax ?? WAITING_WINDOWS_MAX;
    answer(refusal('shed', `more than ${most} windows wait, and these ${request.windows} were of the least use`));
  }
}

const refusal = (reason: ModelRefusalReason, message: string): ModelAnswer => ({ kind: 'refused', reason, message });

const shapesOf = ({ inputs, output }: ModelCard): string =>
  [...inputs, output].map(({ name, shape }) => `${name} [${shape.join(', ')}]`).join(', ');

/** What of a request does not fit the card; undefined when all does. */
function wrongShape(card: ModelCard, { windows, inputs }: ModelRequest): string | undefined {
  if (!Number.isInteger(windows) || windows < 1 || windows > REQUEST_WINDOWS_MAX) {
    return `a request has 1 to ${REQUEST_WINDOWS_MAX} windows, and this one has ${windows}`;
  }
  for (const input of card.inputs) {
    const [found, expected] = [inputs[input.name]?.length, windows * valuesOf(input)];
    if (found !== expected) return `input ${input.name} must have ${expected} values, and has ${found ?? 'none'}`;
  }
  return undefined;
}

const windowsOf = (batch: readonly Waiting[]): number => batch.reduce((sum, { request }) => sum + request.windows, 0);

/** The inputs of a batch, one request after the other. */
function joined(card: ModelCard, batch: readonly Waiting[]): Float32Array[] {
  const windows = windowsOf(batch);
  return card.inputs.map((input) => {
    const all = new Float32Array(windows * valuesOf(input));
    let at = 0;
    for (const { request } of batch) {
      const part = request.inputs[input.name] ?? new Float32Array(0);
      all.set(part, at);
      at += part.length;
    }
    return all;
  });
}

function handOut(output: Float32Array, batch: readonly Waiting[], { output: shape, version }: ModelCard): void {
  let at = 0;
  for (const { request, answer } of batch) {
    const end = at + request.windows * valuesOf(shape);
    answer({ kind: 'answered', output: output.slice(at, end), version });
    at = end;
  }
}

/** Infinite when the lengths differ or anything is no number. */
function largestDifference(found: Float32Array, expected: readonly number[]): number {
  if (found.length !== expected.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (const [i, value] of found.entries()) {
    const difference = Math.abs(value - (expected[i] ?? Number.NaN));
    if (!(difference <= largest)) largest = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
  }
  return largest;
}
