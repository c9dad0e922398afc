/** A name that is being written, and where it stands. */
export interface LastWord {
  readonly from: number;
  readonly word: string;
}

/** The name before the cursor; null where none is being written, as within quotes. */
export function lastWord(text: string, cursor: number): LastWord | null {
  const before = text.slice(0, cursor);
  const quotes = before.replaceAll(/\\./g, '').match(/"/g)?.length ?? 0;
  const word = /[a-zA-Z_:][a-zA-Z0-9_:.]*$/.exec(before)?.[0];
  if (word === undefined || quotes % 2 === 1) return null;
  return { from: cursor - word.length, word };
}

/** The names that have what was written in them, those first that begin with it. */
export function namesLike(names: readonly string[], word: string, most: number): string[] {
  const wanted = word.toLowerCase();
  const like = names.filter((name) => name !== word && name.toLowerCase().includes(wanted));
  const rank = (name: string): number => (name.toLowerCase().startsWith(wanted) ? 0 : 1);
  return like.toSorted((a, b) => rank(a) - rank(b)).slice(0, most);
}
