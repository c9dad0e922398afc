/** Most windows of one request, which is also where a batch is full: more gain nothing in throughput. */
export const REQUEST_WINDOWS_MAX = 256;

export interface ModelRequest {
  /** The model's name; which version of it answers is the server's business. */
  readonly model: string;
  /** Whose series are asked about: a version that was assigned to the tenant answers; without one, that of all. */
  readonly tenant?: string;
  /** How many windows are asked about: 1 to {@link REQUEST_WINDOWS_MAX}. */
  readonly windows: number;
  /** Of each input of the model, by its name in the card: the windows one after the other, normalised as the card says. */
  readonly inputs: Readonly<Record<string, Float32Array>>;
  /** How much is lost when this is not answered, in any unit; under pressure the least useful goes first. */
  readonly usefulness: number;
}

/**
 * - `unknown-model`: there is no version of it that could be served; the message says what was wrong with each.
 * - `wrong-shape`: the inputs are not what the card says. Trying again does not help.
 * - `shed`: more was asked for than the budget allows, and this was of the least use.
 * - `timed-out`: the thread did not answer and was replaced. Trying again may help.
 * - `failed`: the runtime refused the batch.
 * - `closed`: the server is being shut down.
 */
export type ModelRefusalReason = 'unknown-model' | 'wrong-shape' | 'shed' | 'timed-out' | 'failed' | 'closed';

export type ModelAnswer =
  | {
      readonly kind: 'answered';
      /** The windows' outputs one after the other; of each, what the card's output shape says, in row-major order. */
      readonly output: Float32Array;
      readonly version: string;
    }
  | { readonly kind: 'refused'; readonly reason: ModelRefusalReason; readonly message: string };

/** A version of a model, of one tenant's own or, where no tenant is named, of all. */
export interface ModelVersion {
  readonly tenant?: string;
  readonly model: string;
  readonly version: string;
}

/** A version of a model that is not served, and why. */
export interface RefusedModel extends ModelVersion {
  /** What is wrong with it: what was expected, and what was found. */
  readonly message: string;
}

export interface ModelReport {
  readonly served: readonly ModelVersion[];
  readonly refused: readonly RefusedModel[];
  /** Windows that were shed since the start. */
  readonly windowsShed: number;
  /** Where models run, and why not on a GPU; null before the first has been loaded. */
  readonly provider: { readonly name: 'cuda' } | { readonly name: 'cpu'; readonly because: string } | null;
}

/** What shall answer a tenant's requests for a model. */
export interface ModelAssignment {
  readonly tenant: string;
  readonly model: string;
  /** One of the tenant's own versions; null: the one that serves all. */
  readonly version: string | null;
}

export type ModelAssigned =
  | { readonly kind: 'assigned' }
  /** What answered the tenant before goes on. */
  | { readonly kind: 'refused'; readonly message: string };

/** Answers with trained models, off the thread that asks. It never rejects: what went wrong is an answer, too. */
export interface ModelServer {
  /** Windows of several requests are put together; answers come in any order. */
  infer(request: ModelRequest): Promise<ModelAnswer>;
  /** Looks for newer versions of the models served; one that is refused changes nothing for those who ask. */
  refresh(): Promise<void>;
  /**
   * Lets one of a tenant's own versions answer it from now on, once that is verified and answers its checks. A rollback is the
   * same with an earlier version, or with none. It is not stored: who keeps assignments says them again at the next start.
   */
  assign(assignment: ModelAssignment): Promise<ModelAssigned>;
  report(): ModelReport;
  /** Refuses what waits, and ends the threads. */
  close(): Promise<void>;
}

/** What those see of models who ask and do not look after them. */
export type ModelInference = Pick<ModelServer, 'infer'>;
