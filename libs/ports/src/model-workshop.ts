/** Which version of a model is meant. */
export interface WhichModel {
  readonly tenant: string;
  readonly model: string;
  /** One that was trained for the tenant; null: the released one, with which every tenant begins. */
  readonly version: string | null;
}

export interface FurtherTraining {
  readonly model: string;
  /** Of each input of the training step's batch, all examples one after the other. */
  readonly examples: Readonly<Record<string, Float32Array>>;
  /** The examples of each step, by number: steps times the batch's size. */
  readonly order: Uint32Array;
  /** Adam's rate; it falls to nothing towards the end. */
  readonly rate: number;
  /** Which share of one core training may take, above 0 and up to 1. */
  readonly coreShare: number;
}

/** A version as it is kept for a tenant. */
export interface KeptModel {
  readonly tenant: string;
  readonly model: string;
  /** Above that of the released one. */
  readonly version: string;
  /** The fp32 file. */
  readonly content: Uint8Array;
  /** What the card says of where it comes from. */
  readonly provenance: Readonly<Record<string, unknown>>;
  /** Which of the tenant's others stay; all else is removed. */
  readonly others: readonly string[];
}

/** Nothing has come of it, and why. */
export interface Failed {
  readonly kind: 'failed';
  readonly message: string;
}

/**
 * Where models are trained further, off the threads that serve, and kept for the tenants that they were trained for. What
 * goes wrong with a model or in a thread is an answer; a disk that cannot be written rejects.
 */
export interface ModelWorkshop {
  /**
   * The fp32 file of a version and its name, once it is verified. One that was trained from another release than that of
   * now has had its day.
   */
  find(
    which: WhichModel,
  ): Promise<{ readonly kind: 'found'; readonly version: string; readonly content: Uint8Array } | Failed>;
  /** Trains the released version further. @param signal ends the training, which then has failed */
  train(
    training: FurtherTraining,
    signal: AbortSignal,
  ): Promise<{ readonly kind: 'trained'; readonly content: Uint8Array } | Failed>;
  /** What a file of a model answers to any number of windows, one after the other. */
  answers(
    model: string,
    content: Uint8Array,
    windows: number,
    inputs: Readonly<Record<string, Float32Array>>,
  ): Promise<{ readonly kind: 'answered'; readonly output: Float32Array } | Failed>;
  /** Keeps a version, signed by the installation. It is there whole or not at all, whatever dies. */
  keep(model: KeptModel): Promise<void>;
}
