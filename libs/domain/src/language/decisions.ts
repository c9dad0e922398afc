/** A question with the readings that remain. */
export interface OpenQuestion {
  readonly question: string;
  readonly options: readonly string[];
}

/**
 * Where words have several readings, a reader asks here which one to follow. It is told by whoever reads again, once for
 * each reading; so every choice that is offered is a rule that was read to its end.
 */
export class Decisions {
  #next = 0;
  #open: OpenQuestion | null = null;
  readonly #assumptions: string[] = [];

  constructor(private readonly picked: readonly number[] = []) {}

  /** The first question that nobody has answered; null where there was none. */
  get open(): OpenQuestion | null {
    return this.#open;
  }

  get assumptions(): readonly string[] {
    return [...new Set(this.#assumptions)];
  }

  assume(what: string): void {
    this.#assumptions.push(what);
  }

  /** Asks whether something is so, though nothing else was found. */
  confirm(question: string, told: string): void {
    if (this.picked[this.#next] === undefined) this.#open ??= { question, options: [told] };
    this.#next += 1;
  }

  /** @returns one of the options; the first where it is open */
  choose<Option>(question: string, options: readonly Option[], told: (option: Option) => string): Option {
    if (options.length === 1) return options[0] as Option;
    const at = this.picked[this.#next];
    this.#next += 1;
    if (at === undefined) this.#open ??= { question, options: options.map(told) };
    return options[at ?? 0] as Option;
  }
}

/** Ends reading where no rule can come of it; caught by {@link ./conversational-ai.js}, which answers with it. */
export class NoRule extends Error {
  constructor(
    readonly kind: 'asked' | 'refused',
    readonly code: string,
    reason: string,
  ) {
    super(reason);
  }
}

export const refused = (code: string, reason: string): NoRule => new NoRule('refused', code, reason);
export const asked = (code: string, question: string): NoRule => new NoRule('asked', code, question);
