import type { ModelServer } from '@tocsin/ports/model-server';
import { ModelRegistry } from './model-registry.js';
import { type ModelServerSettings, OnnxModelServer } from './onnx-model-server.js';

/**
 * Serves the models that lie in a folder. Nothing is read, and no thread started, before a model is asked for.
 *
 * @param dir `DIR/NAME/VERSION/`, as in models/README.md
 * @param trustedKeys Ed25519 public keys in PEM, any of which may have signed a model
 * @throws Error when a key is none
 */
export function openModelServer(
  dir: string,
  trustedKeys: readonly string[],
  settings: ModelServerSettings,
): ModelServer {
  return new OnnxModelServer(new ModelRegistry(dir, trustedKeys), settings);
}
