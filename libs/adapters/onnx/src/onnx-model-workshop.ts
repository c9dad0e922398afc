import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '@tocsin/ports/clock';
import { REQUEST_WINDOWS_MAX } from '@tocsin/ports/model-server';
import type { Failed, FurtherTraining, KeptModel, ModelWorkshop, WhichModel } from '@tocsin/ports/model-workshop';
import { InferenceSlot } from './inference-slot.js';
import { inferenceThreadCode } from './inference-thread.js';
import type { InstallationKey } from '@tocsin/runtime/installation-key';
import { valuesOf } from './model-card.js';
import { ModelRegistry, tenantFolder, type VerifiedModel } from './model-registry.js';
import { trainModel, trainingThreadCode } from './train-model.js';
import { writeModel } from './write-model.js';

/** A batch of 256 takes well under a second; a thread that takes this long is stuck. */
const TIMEOUT_MS = 20_000;
/** What is being taken away; no registry takes it for a version. */
const RETIRED = '.retired';

export interface WorkshopSettings {
  /** The models of the release. */
  readonly released: ModelRegistry;
  /** Where those of tenants lie: `DIR/TENANT/NAME/VERSION/`. */
  readonly tenantsDir: string;
  /** What they are signed with; models of tenants that others have signed are nobody's. */
  readonly key: InstallationKey;
  readonly clock: Clock;
  readonly inferenceCode?: URL;
  readonly trainingCode?: URL;
}

/** Trains and tries models in threads that begin with the work and end with it, and serve nobody. */
export class OnnxModelWorkshop implements ModelWorkshop {
  constructor(private readonly settings: WorkshopSettings) {}

  async find({ tenant, model, version }: WhichModel): ReturnType<ModelWorkshop['find']> {
    const released = await this.#released(model);
    if (released.kind === 'failed') return released;
    if (version === null) return foundOf(released.model);
    const verified = await new ModelRegistry(this.#folderOf(tenant), [this.settings.key.publicKey]).verify(model, version, 'fp32'); // prettier-ignore
    if (verified.kind === 'refused') return failed(verified.message);
    const { trainedFrom } = verified.model.card;
    return trainedFrom === released.model.card.version
      ? foundOf(verified.model)
      : failed(`${version} was trained from ${trainedFrom}, and ${released.model.card.version} is released now`);
  }

  async train(training: FurtherTraining, signal: AbortSignal): ReturnType<ModelWorkshop['train']> {
    const released = await this.#released(training.model);
    if (released.kind === 'failed') return released;
    const { graph, step } = await this.settings.released.trainStep(released.model);
    const { examples, order, rate, coreShare } = training;
    const job = { graph, step, content: released.model.content, examples, order, rate, coreShare };
    const answer = await trainModel(job, signal, this.settings.trainingCode ?? trainingThreadCode);
    return answer.kind === 'failed' ? answer : { kind: 'trained', content: answer.content };
  }

  async answers(
    model: string,
    content: Uint8Array,
    windows: number,
    inputs: Readonly<Record<string, Float32Array>>,
  ): ReturnType<ModelWorkshop['answers']> {
    const released = await this.#released(model);
    return released.kind === 'failed' ? released : this.#answersOf({ ...released.model, content }, windows, inputs);
  }

  async keep({ tenant, model, version, content, provenance, others }: KeptModel): Promise<void> {
    const released = await this.#released(model);
    if (released.kind === 'failed') throw new Error(released.message);
    const { checks, card } = released.model;
    const inputs = Object.entries(checks.inputs).map(([name, values]) => [name, Float32Array.from(values)]);
    const checked = await this.#answersOf({ ...released.model, content }, checks.count, Object.fromEntries(inputs));
    if (checked.kind === 'failed') throw new Error(checked.message);
    const { graph } = await this.settings.released.trainStep(released.model);
    const folder = this.#folderOf(tenant);
    const written = { parent: card, version, content, checks: { ...checks, output: [...checked.output] }, graph };
    await writeModel(folder, { ...written, provenance: { ...provenance, tenant } }, this.settings.key.privateKey);
    for (const entry of await readdir(join(folder, model)))
      if (entry !== version && !others.includes(entry)) await retire(join(folder, model, entry));
  }

  async #released(model: string): Promise<{ readonly kind: 'found'; readonly model: VerifiedModel } | Failed> {
    const messages: string[] = [];
    for (const version of await this.settings.released.versions(model)) {
      const verified = await this.settings.released.verify(model, version, 'fp32');
      if (verified.kind === 'verified') return { kind: 'found', model: verified.model };
      messages.push(`${version}: ${verified.message}`);
    }
    return failed(messages.join('; ') || `there is no model ${model}`);
  }

  #folderOf(tenant: string): string {
    const folder = tenantFolder(this.settings.tenantsDir, tenant);
    if (folder === undefined) throw new Error(`a tenant cannot be called ${JSON.stringify(tenant)}`);
    return folder;
  }

  async #answersOf(
    model: VerifiedModel,
    windows: number,
    inputs: Readonly<Record<string, Float32Array>>,
  ): ReturnType<ModelWorkshop['answers']> {
    const { clock, inferenceCode: threadCode = inferenceThreadCode } = this.settings;
    const { card } = model;
    const slot = new InferenceSlot({ threadCode, timeoutMs: TIMEOUT_MS, modelsMax: 1, clock });
    const output = new Float32Array(windows * valuesOf(card.output));
    try {
      for (let from = 0; from < windows; from += REQUEST_WINDOWS_MAX) {
        const to = Math.min(windows, from + REQUEST_WINDOWS_MAX);
        const part = card.inputs.map((input) => {
          const each = valuesOf(input);
          return (inputs[input.name] ?? new Float32Array()).slice(from * each, to * each);
        });
        const answer = await slot.run(model, to - from, part);
        if (answer.kind !== 'output') return failed('message' in answer ? answer.message : 'the thread gave no output');
        output.set(answer.output, from * valuesOf(card.output));
      }
      return { kind: 'answered', output };
    } finally {
      await slot.stop();
    }
  }
}

/** Away at once under its name, so that half a version is never there. */
async function retire(folder: string): Promise<void> {
  const retired = folder.endsWith(RETIRED) ? folder : `${folder}${RETIRED}`;
  if (retired !== folder) await rename(folder, retired);
  await rm(retired, { recursive: true });
}

const foundOf = ({ card, content }: VerifiedModel) => ({ kind: 'found', version: card.version, content }) as const;

const failed = (message: string): Failed => ({ kind: 'failed', message });
