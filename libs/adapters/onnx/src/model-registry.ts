import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type CardFile,
  type CardTrainStep,
  type ModelCard,
  type ModelChecks,
  type Precision,
  readCard,
  readChecks,
} from './model-card.js';

/** A file that is larger is not read: ours have some megabytes. */
const FILE_BYTES_MAX = 256 * 1024 * 1024;

export interface VerifiedModel {
  readonly card: ModelCard;
  readonly checks: ModelChecks;
  readonly precision: Precision;
  /** The ONNX file, the very bytes that were verified. */
  readonly content: Uint8Array;
}

/** One and the same for the same bytes. Two tenants may have other models under one name and version. */
export function keyOf({ card, precision }: VerifiedModel): string {
  return `${card.name}@${card.version} ${precision} ${card.files[precision]?.sha256}`;
}

export type ModelVerification =
  { readonly kind: 'verified'; readonly model: VerifiedModel } | { readonly kind: 'refused'; readonly message: string };

/**
 * Models as files: `DIR/NAME/VERSION/card.json` with `card.json.sig`, and the files that the card names with their hashes.
 * The signature (Ed25519, base64) covers the card's bytes, and so, by the hashes, all the rest.
 */
export class ModelRegistry {
  readonly dir: string;
  readonly #keys: readonly KeyObject[];

  /**
   * @param trustedKeys public keys in PEM; a card is trusted that one of them has signed
   * @throws Error when a key is no Ed25519 public key
   */
  constructor(dir: string, trustedKeys: readonly string[]) {
    this.dir = dir;
    this.#keys = trustedKeys.map((pem, i) => {
      const key = createPublicKey(pem);
      if (key.asymmetricKeyType === 'ed25519') return key;
      throw new Error(`model key ${i + 1} is ${key.asymmetricKeyType}, and must be an Ed25519 public key`);
    });
  }

  /** The versions of a model that there are, newest first; none when there is no such model. */
  async versions(model: string): Promise<string[]> {
    if (!isName(model)) return [];
    const entries = await readdir(join(this.dir, model)).catch(() => []);
    return entries.filter(isVersion).sort(compareVersions).reverse();
  }

  /**
   * The training step of a model that was verified.
   *
   * @throws Error when it has none, or the file is not the one that was signed
   */
  async trainStep({ card }: VerifiedModel): Promise<{ readonly graph: Uint8Array; readonly step: CardTrainStep }> {
    const { files, trainStep } = card;
    if (files.trainStep === undefined || trainStep === undefined) throw new Error(`${card.name} has no training step`);
    return { graph: await fileOf(join(this.dir, card.name, card.version), files.trainStep), step: trainStep };
  }

  /** @param preferred the precision to take where the model has it; every model has `fp32` */
  async verify(model: string, version: string, preferred: Precision): Promise<ModelVerification> {
    const folder = join(this.dir, model, version);
    try {
      const cardBytes = await readWhole(join(folder, 'card.json'));
      const signature = await readFile(join(folder, 'card.json.sig'), 'utf8').catch(() => undefined);
      if (signature === undefined) return refused('card.json.sig is missing: the model is not signed');
      if (!this.#isTrusted(cardBytes, Buffer.from(signature, 'base64'))) {
        return refused('card.json is not signed by any key that is trusted here');
      }
      const card = readCard(cardBytes);
      if (card.name !== model || card.version !== version) {
        return refused(`the card is that of ${card.name} ${card.version}, and lies in the folder of another model`);
      }
      const precision = card.files.int8 === undefined ? 'fp32' : preferred;
      const [content, checks] = await Promise.all([
        fileOf(folder, card.files[precision] ?? card.files.fp32),
        fileOf(folder, card.files.checks),
      ]);
      return { kind: 'verified', model: { card, checks: readChecks(checks), precision, content } };
    } catch (error) {
      return refused(error instanceof Error ? error.message : String(error));
    }
  }

  #isTrusted(bytes: Uint8Array, signature: Uint8Array): boolean {
    return this.#keys.some((key) => verify(null, bytes, key, signature));
  }
}

const refused = (message: string): ModelVerification => ({ kind: 'refused', message });

async function fileOf(folder: string, { file, sha256 }: CardFile): Promise<Uint8Array> {
  const bytes = await readWhole(join(folder, file));
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found === sha256) return bytes;
  throw new Error(`${file} is not the file that was signed: its SHA-256 is ${found}, and the card says ${sha256}`);
}

async function readWhole(path: string): Promise<Uint8Array> {
  const { size } = await stat(path);
  if (size > FILE_BYTES_MAX) throw new Error(`${path} has ${size} bytes, more than ${FILE_BYTES_MAX}`);
  return readFile(path);
}

/** Where the versions of a tenant's own lie; undefined for a name that would lead elsewhere. */
export function tenantFolder(dir: string, tenant: string): string | undefined {
  return /^[a-z0-9][a-z0-9_-]{0,62}$/.test(tenant) ? join(dir, tenant) : undefined;
}

/** Lower-case words with hyphens, so that no name leads out of the folder. */
const isName = (text: string): boolean => /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(text);

const isVersion = (text: string): boolean => /^\d{1,6}\.\d{1,6}\.\d{1,12}$/.test(text);

function compareVersions(a: string, b: string): number {
  const [left, right] = [a.split('.').map(Number), b.split('.').map(Number)];
  for (const [i, part] of left.entries()) if (part !== right[i]) return part - (right[i] ?? 0);
  return 0;
}
