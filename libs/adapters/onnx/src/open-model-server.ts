import type { ModelServer } from '@tocsin/ports/model-server';
import { ModelRegistry, tenantFolder } from './model-registry.js';
import { type ModelServerSettings, OnnxModelServer } from './onnx-model-server.js';

/** Where models lie, and who may have signed them. */
export interface ModelFolders {
  /** Those that serve all: `DIR/NAME/VERSION/`, as in models/README.md. */
  readonly dir: string;
  /** Those of tenants: `DIR/TENANT/NAME/VERSION/`; without it, none can be assigned. */
  readonly tenantsDir?: string;
  /** Ed25519 public keys in PEM, any of which may have signed a model. */
  readonly trustedKeys: readonly string[];
  /** Of those of tenants the same, where other keys count for them. */
  readonly tenantKeys?: readonly string[];
}

/**
 * Serves the models that lie in folders. Nothing is read, and no thread started, before a model is asked for.
 *
 * @throws Error when a key is none
 */
export function openModelServer(folders: ModelFolders, settings: ModelServerSettings): ModelServer {
  const { dir, tenantsDir, trustedKeys, tenantKeys = trustedKeys } = folders;
  const ofTenant = (tenant: string): ModelRegistry | undefined => {
    const folder = tenantsDir === undefined ? undefined : tenantFolder(tenantsDir, tenant);
    return folder === undefined ? undefined : new ModelRegistry(folder, tenantKeys);
  };
  return new OnnxModelServer({ ofAll: new ModelRegistry(dir, trustedKeys), ofTenant }, settings);
}
