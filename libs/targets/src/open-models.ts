import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openModelServer } from '@tocsin/adapter-onnx/open-model-server';
import type { Clock } from '@tocsin/ports/clock';
import type { ModelServer } from '@tocsin/ports/model-server';
import type { ModelsConfig } from '@tocsin/runtime/config';

type ModelFolders = Pick<ModelsConfig, 'releasedDirectory' | 'releaseKeysDirectory' | 'tenantsDirectory'>;

/** One thread, and a quarter of a core: some thousand windows a second, far more than a thousand series ask. */
const THREADS = 1;
const CORE_SHARE = 0.25;

/**
 * The trained models that lie in folders; nothing of them is read before one is asked for.
 *
 * @param tenantKeys - public keys in PEM that count for models of tenants' own
 * @param onDegraded - is told why there are none
 * @param threadCode - what runs in a thread, where that is not built beside this
 * @returns null when nobody is trusted to have signed a model: then none can be served
 */
export async function openModels(
  { releasedDirectory: dir, tenantsDirectory: tenantsDir, releaseKeysDirectory }: ModelFolders,
  tenantKeys: readonly string[],
  clock: Clock,
  onDegraded: (message: string) => void,
  threadCode?: URL,
): Promise<ModelServer | null> {
  try {
    const trustedKeys = await publicKeysIn(releaseKeysDirectory);
    // Weights as they were trained: versions of tenants have no others, and a thousand series ask for little.
    const settings = { clock, precision: 'fp32', threads: THREADS, coreShare: CORE_SHARE } as const;
    const code = threadCode === undefined ? {} : { threadCode };
    return openModelServer({ dir, tenantsDir, trustedKeys, tenantKeys }, { ...settings, ...code });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    onDegraded(`no trained model is served, and predictions do without: ${why}`);
    return null;
  }
}

/**
 * Those of the files that end with .pem.
 *
 * @throws Error when there is none
 */
export async function publicKeysIn(directory: string): Promise<string[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.pem')).sort();
  if (names.length === 0) throw new Error(`${directory} holds no file that ends with .pem`);
  return Promise.all(names.map((name) => readFile(join(directory, name), 'utf8')));
}
