import type { CardTrainStep } from './model-card.js';

/** All that training needs; it draws nothing by itself. */
export interface TrainingJob {
  /** The graph of one step. */
  readonly graph: Uint8Array;
  readonly step: CardTrainStep;
  /** The fp32 file whose parameters are the first ones. */
  readonly content: Uint8Array;
  /** Of each input of the batch, all examples one after the other. */
  readonly examples: Readonly<Record<string, Float32Array>>;
  /** The examples of each step, by number: steps times the batch's size. */
  readonly order: Uint32Array;
  /** Adam's rate; it falls to nothing towards the end. */
  readonly rate: number;
  /** Which share of one core it may take, above 0 and up to 1; it rests after each step. Default: all. */
  readonly coreShare?: number;
}

export type TrainingAnswer =
  | {
      readonly kind: 'trained';
      /** The fp32 file with the trained parameters. */
      readonly content: Uint8Array;
      /** Loss of each step's batch, before the step. */
      readonly losses: Float32Array;
    }
  | { readonly kind: 'failed'; readonly message: string };
