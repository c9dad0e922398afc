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

export type InferenceAnswer =
  | { readonly kind: 'done' }
  | { readonly kind: 'output'; readonly output: Float32Array; readonly busyMs: number }
  | { readonly kind: 'failed'; readonly message: string };
