/** Most subjects that are remembered; then what was told may be told again. */
const SUBJECTS_MAX = 1_000;

/** Tells of each subject only what is another message than the last. */
export class TellOnce {
  readonly #told = new Map<string, string>();

  constructor(private readonly to: (message: string) => void) {}

  tell(subject: string, message: string): void {
    if (this.#told.get(subject) === message) return;
    if (this.#told.size >= SUBJECTS_MAX) this.#told.clear();
    this.#told.set(subject, message);
    this.to(message);
  }
}
