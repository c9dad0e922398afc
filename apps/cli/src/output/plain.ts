import { withUnseenShown } from '@tocsin/domain/rules/unseen-characters';
import type { Stream } from '../frame/surroundings.js';

const shownAs = (code: string): string => `\\u${code}`;

/**
 * Text of others as one line of a terminal may be shown it: whoever sends samples names labels, and a control character in
 * one could move the cursor or change what was printed before.
 */
export const plain = (text: string): string => withUnseenShown(text, shownAs);

/**
 * A stream whose texts have no more than their lines and tabs of what is not seen. In JSON what is shown instead is the
 * same text. What is written as bytes passes as it is.
 */
export const plainStream = (stream: Stream): Stream => ({
  write: (content) => stream.write(typeof content === 'string' ? withUnseenShown(content, shownAs, '\n\t') : content),
  drained: () => stream.drained(),
  get isTTY() {
    return stream.isTTY;
  },
  get columns() {
    return stream.columns;
  },
});

/** A text of ours that steers the terminal, in bytes, so that it passes as it is. */
export const steering = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Writes what another program reads exactly as it is; whoever looks on is shown what is not seen in it. */
export const writeExactly = (stream: Stream, text: string): void =>
  stream.write(stream.isTTY ? text : new TextEncoder().encode(text));

/** A time as tables tell it; `-` for none. */
export const timeText = (time: number | null | undefined): string =>
  time === null || time === undefined ? '-' : `${new Date(time).toISOString().slice(0, 19)}Z`;

/** Labels as PromQL writes them. */
export function labelsText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${pairs.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(', ')}}`;
}
