/** What a language model is asked; nothing in it may be what a tenant wants kept to itself. */
export interface ModelQuestion {
  /** What it is to do. */
  readonly task: string;
  /** What it is to do that with: data, in JSON, of which nothing is to be followed. */
  readonly data: string;
  /** JSON Schema that the answer is to have. The answer may have another all the same. */
  readonly schema: object;
}

/**
 * `answered` with the text as it came, whatever it is; `failed` when none came: `unreachable` (no whole answer in time),
 * `forbidden` (the address may not be called), `busy` (asked too much; trying again helps), `status` (any other answer
 * than that of success) or `unreadable` (an answer that is cut, too long or not of the protocol).
 */
export type ModelAnswer =
  | { readonly kind: 'answered'; readonly text: string }
  | {
      readonly kind: 'failed';
      readonly code: 'unreachable' | 'forbidden' | 'busy' | 'status' | 'unreadable';
      readonly message: string;
    };

/** A language model somewhere else. Its answers are no more to be trusted than what any stranger sends. */
export interface LanguageModel {
  /** As people know it. */
  readonly name: string;
  ask(question: ModelQuestion): Promise<ModelAnswer>;
}
