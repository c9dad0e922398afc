/** Most subjects that are remembered; then what was told may be told again. */
const SUBJECTS_MAX = 1_000;

/** Tells of each subject once. */
export class TellOnce {
  readonly #told = new Set<string>();

  constructor(private readonly to: (message: string) => void) {}

  /** @param subject - what is one and the same to whoever hears it; the message may say more */
  tell(subject: string, message: string): void {
    if (this.#told.has(subject)) return;
    if (this.#told.size >= SUBJECTS_MAX) this.#told.clear();
    this.#told.add(subject);
    this.to(message);
  }
}
