/** A checkpoint on its way to a witness. */
export interface ToldCheckpoint {
  readonly tenantId: string;
  /** How many entries it counts. */
  readonly size: number;
  /** The signed note. */
  readonly note: string;
}

/** Keeps checkpoints where whoever changes the ledger does not reach. */
export interface CheckpointWitness {
  /** What people know it by, in logs and metrics. */
  readonly name: string;
  /** The same for the same address alone, without telling it: another place knows nothing of what this one was told. */
  readonly place: string;
  /**
   * Resolves when the checkpoint is kept. It may be told one again. It may take as long as it likes: whoever asks has a limit,
   * and asks nothing more of it meanwhile.
   *
   * @returns what it answered, perhaps with lines of signatures of its own; empty where it has no voice
   * @throws Error which says why the checkpoint is not kept
   */
  tell(checkpoint: ToldCheckpoint): Promise<string>;
  close(): Promise<void>;
}
