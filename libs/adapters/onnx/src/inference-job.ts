import type { CardTensor } from './model-card.js';

/** Makes a session of a model; what it answers is checked before it counts as loaded. */
export interface LoadJob {
  readonly kind: 'load';
  readonly key: string;
  readonly content: Uint8Array;
  readonly inputs: readonly CardTensor[];
  readonly output: CardTensor;
}

export interface RunJob {
  readonly kind: 'run';
  readonly key: string;
  readonly windows: number;
  /** In the order of the card's inputs. */
  readonly inputs: readonly Float32Array[];
}

export interface ReleaseJob {
  readonly kind: 'release';
  readonly key: string;
}

export type InferenceJob = LoadJob | RunJob | ReleaseJob;

/** Where a thread runs its models: on a GPU where ONNX Runtime has the libraries for one and they find it. */
export type ExecutionProvider =
  | { readonly name: 'cuda' }
  | {
      readonly name: 'cpu';
      /** Why it is not a GPU. */
      readonly because: string;
    };

export type InferenceAnswer =
  | { readonly kind: 'done' }
  | { readonly kind: 'loaded'; readonly provider: ExecutionProvider }
  | { readonly kind: 'output'; readonly output: Float32Array; readonly busyMs: number }
  | { readonly kind: 'failed'; readonly message: string };
