import { createHash, type KeyObject, sign } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDirectory } from '@tocsin/runtime/make-directory';
import type { ModelCard, ModelChecks } from './model-card.js';

/** A model that was trained from another, as it goes into a registry. */
export interface TrainedModel {
  /** The card of the model that it was trained from. */
  readonly parent: ModelCard;
  /** Above the parent's; the parent goes on serving those who are not given this one. */
  readonly version: string;
  /** The fp32 file; int8 is made in Python alone. */
  readonly content: Uint8Array;
  /** What it answers to the parent's checks. */
  readonly checks: ModelChecks;
  /** The training step, as the parent has it. */
  readonly graph: Uint8Array;
  /** What the card says of where it comes from: data, figures, verdict. */
  readonly provenance: Readonly<Record<string, unknown>>;
}

/**
 * Writes a model as a version that the registry serves, signed with the installation's own key. The folder appears whole
 * or not at all.
 *
 * @throws Error when there is such a version already
 */
export async function writeModel(dir: string, model: TrainedModel, key: KeyObject): Promise<void> {
  const { parent, version, content, checks, graph, provenance } = model;
  const folder = join(dir, parent.name, version);
  const draft = `${folder}.draft`;
  const contents = { fp32: content, trainStep: graph, checks: Buffer.from(JSON.stringify(checks)) };
  const names = { fp32: 'fp32.onnx', trainStep: 'train-step.onnx', checks: 'checks.json' };
  const files = Object.fromEntries(
    Object.entries(names).map(([kind, file]) => {
      const bytes = contents[kind as keyof typeof contents];
      return [kind, { file, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }];
    }),
  );
  const { name, inputs, output, trainStep } = parent;
  const card = { name, version, trainedFrom: parent.version, inputs, output, ...provenance, files, trainStep };
  const cardBytes = Buffer.from(`${JSON.stringify(card, null, 2)}\n`);
  await rm(draft, { recursive: true, force: true });
  makeDirectory(draft);
  for (const [kind, file] of Object.entries(names)) {
    await writeDurably(join(draft, file), contents[kind as keyof typeof contents]);
  }
  await writeDurably(join(draft, 'card.json'), cardBytes);
  await writeDurably(join(draft, 'card.json.sig'), Buffer.from(`${sign(null, cardBytes, key).toString('base64')}\n`));
  await rename(draft, folder);
}

/** Written to the disk, or a folder whose name is there could hold files that are not. */
async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}
