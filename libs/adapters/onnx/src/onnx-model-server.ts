import type { Clock } from '@tocsin/ports/clock';
import {
  type ModelAnswer,
  type ModelAssigned,
  type ModelAssignment,
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
import { handOut, joined, windowsOf, wrongShape } from './batch-tensors.js';
import { type ModelCard, type Precision } from './model-card.js';
import { keyOf, type ModelRegistry, type VerifiedModel } from './model-registry.js';

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

/** Where versions of models are found: those of all, and those of a tenant's own. */
export interface ModelRegistries {
  readonly ofAll: ModelRegistry;
  readonly ofTenant: (tenant: string) => ModelRegistry | undefined;
}

interface Waiting extends WaitingRequest {
  readonly model: VerifiedModel;
  readonly answer: (answer: ModelAnswer) => void;
}

type Lookup =
  { readonly kind: 'found'; readonly model: VerifiedModel } | { readonly kind: 'none'; readonly message: string };

/** Models of the registry in threads of their own. A model is read when it is first asked for. */
export class OnnxModelServer implements ModelServer {
  readonly #registries: ModelRegistries;
  readonly #settings: ModelServerSettings;
  readonly #queue: BatchQueue<Waiting>;
  readonly #idle: InferenceSlot[];
  readonly #slots: readonly InferenceSlot[];
  /** Who waits for a thread before any batch does: models that are tried. */
  readonly #tries: ((slot: InferenceSlot) => void)[] = [];
  readonly #served = new Map<string, Promise<Lookup>>();
  readonly #versions = new Map<string, string>();
  /** Versions of tenants' own, by tenant and model. */
  readonly #assigned = new Map<string, { readonly tenant: string; readonly model: VerifiedModel }>();
  readonly #refused = new Map<string, RefusedModel>();
  readonly #closing = new AbortController();
  #windowsShed = 0;
  #wakes = false;

  constructor(registries: ModelRegistries, settings: ModelServerSettings) {
    this.#registries = registries;
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
    const found = await this.#lookup(request.model, request.tenant);
    if (this.#closing.signal.aborted) return refusal('closed', 'the model server is closed');
    if (found.kind === 'none') return refusal('unknown-model', found.message);
    const { model } = found;
    const wrong = wrongShape(model.card, request);
    if (wrong !== undefined) return refusal('wrong-shape', wrong);
    const since = this.#settings.clock.now();
    return new Promise((answer) => {
      for (const shed of this.#queue.add({ key: keyOf(model), request, model, since, answer })) this.#shed(shed);
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

  async assign({ tenant, model: name, version }: ModelAssignment): Promise<ModelAssigned> {
    const whose = `${tenant} ${name}`;
    if (version === null) {
      this.#assigned.delete(whose);
      return { kind: 'assigned' };
    }
    const registry = this.#registries.ofTenant(tenant);
    if (registry === undefined) return { kind: 'refused', message: `${tenant} has no models of its own here` };
    const before = await this.#lookup(name, tenant);
    const found = await this.#checked(registry, name, version, before.kind === 'found' ? before.model : undefined);
    if (found.kind === 'none') {
      this.#refused.set(`${whose} ${version}`, { tenant, model: name, version, message: found.message });
      return { kind: 'refused', message: `${version}: ${found.message}` };
    }
    this.#refused.delete(`${whose} ${version}`);
    this.#assigned.set(whose, { tenant, model: found.model });
    return { kind: 'assigned' };
  }

  report(): ModelReport {
    const ofAll = Array.from(this.#versions, ([model, version]) => ({ model, version }));
    const ofTenants = Array.from(this.#assigned.values(), ({ tenant, model: { card } }) => {
      return { tenant, model: card.name, version: card.version };
    });
    return {
      served: [...ofAll, ...ofTenants],
      refused: [...this.#refused.values()],
      windowsShed: this.#windowsShed,
      provider: this.#slots.find(({ provider }) => provider !== undefined)?.provider ?? null,
    };
  }

  async close(): Promise<void> {
    this.#closing.abort();
    for (const { answer } of this.#queue.drain()) answer(refusal('closed', 'the model server is closed'));
    await Promise.all(this.#slots.map((slot) => slot.stop()));
  }

  /** What serves a name; what was found stays until a refresh finds another. */
  #lookup(name: string, tenant?: string): Promise<Lookup> {
    const own = this.#assigned.get(`${tenant} ${name}`);
    if (own !== undefined) return Promise.resolve({ kind: 'found', model: own.model });
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
    const { ofAll } = this.#registries;
    for (const version of await ofAll.versions(name)) {
      if (version === current?.card.version) return { kind: 'found', model: current };
      const found = await this.#checked(ofAll, name, version, current);
      const key = `${name} ${version}`;
      if (found.kind === 'found') {
        this.#refused.delete(key);
        return found;
      }
      this.#refused.set(key, { model: name, version, message: found.message });
      messages.push(`${version}: ${found.message}`);
    }
    const why = messages.length === 0 ? `there is no version of it in ${ofAll.dir}` : messages.join('; ');
    return { kind: 'none', message: `model ${name} cannot be served: ${why}` };
  }

  async #checked(registry: ModelRegistry, name: string, version: string, current?: VerifiedModel): Promise<Lookup> {
    const verified = await registry.verify(name, version, this.#settings.precision);
    if (verified.kind === 'refused') return { kind: 'none', message: verified.message };
    const message = await this.#try(verified.model, current);
    return message === undefined ? { kind: 'found', model: verified.model } : { kind: 'none', message };
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
    if (answer.kind !== 'output') return 'message' in answer ? answer.message : 'the thread gave no output';
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
    for (let key = this.#queue.due(clock.now()); key !== undefined; key = this.#queue.due(clock.now())) {
      const slot = this.#idle.pop();
      // Whoever gives a thread back comes here again.
      if (slot === undefined) return;
      void this.#runBatch(slot, this.#queue.take(key));
    }
    const dueAt = this.#queue.dueAt();
    if (dueAt === undefined || this.#wakes) return;
    this.#wakes = true;
    void clock.wait(dueAt - clock.now(), this.#closing.signal).then(() => {
      this.#wakes = false;
      this.#pump();
    });
  }

  async #runBatch(slot: InferenceSlot, batch: readonly Waiting[]): Promise<void> {
    const model = batch[0]?.model;
    if (model === undefined) return this.#free(slot);
    const answer = await slot.run(model, windowsOf(batch), joined(model.card, batch));
    if (answer.kind === 'output') {
      handOut(answer.output, batch, model.card);
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
