/** Only so many can be on their way; a page that shows fewer of them than that is told them by what comes after. */
const WAITING_MAX = 1_000;

/**
 * Tells what comes back of what was typed from what somebody else has written. Who types fast is ahead of the page: the text of two
 * keys ago comes back, and to take it for another's would undo both.
 */
export class Echoes {
  /** What was said and has not come back, in its order. */
  #waiting: string[] = [];

  /** A text was typed and told. */
  said(text: string): void {
    this.#waiting.push(text);
    if (this.#waiting.length > WAITING_MAX) this.#waiting.shift();
  }

  /** What is shown is what was typed last. */
  settle(): void {
    this.#waiting = [];
  }

  /** Whether a text that comes is one that was typed; those that were told before it are not waited for any more. */
  isEcho(text: string): boolean {
    const place = this.#waiting.indexOf(text);
    if (place === -1) return false;
    this.#waiting = this.#waiting.slice(place + 1);
    return true;
  }
}
