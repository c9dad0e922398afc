/** A text and when it was made; ms since 1970. */
export interface Entry {
  readonly text: string;
  readonly madeAt: number;
}

/** What bentocache keeps of an entry; times are ms since 1970. */
interface Kept {
  value: Entry | null;
  createdAt: number;
  logicalExpiration: number;
}

/** An entry as memory and Redis hold it: when it was made, when it expires, and the text as it is. */
export function writeEntry({ value, logicalExpiration }: Kept): string {
  const { text, madeAt } = value as Entry;
  return `${madeAt} ${logicalExpiration} ${text}`;
}

/** Reads what {@link writeEntry} wrote; anything else is an entry that has expired long ago, since others may write to Redis. */
export function readEntry(written: unknown): Kept {
  const expired = { value: null, createdAt: 0, logicalExpiration: 0 };
  if (typeof written !== 'string') return expired;
  const first = written.indexOf(' ');
  const second = written.indexOf(' ', first + 1);
  const [madeAt, logicalExpiration] = [written.slice(0, first), written.slice(first + 1, second)].map(Number);
  if (first < 1 || second < 0 || !Number.isSafeInteger(madeAt) || !Number.isSafeInteger(logicalExpiration))
    return expired;
  const value = { text: written.slice(second + 1), madeAt: madeAt as number };
  return { value, createdAt: value.madeAt, logicalExpiration: logicalExpiration as number };
}
