/** Longest name that is made of words. */
const NAME_LENGTH_MAX = 120;

/** The words themselves, as far as a name goes. */
export function nameOf(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length <= NAME_LENGTH_MAX ? line : `${line.slice(0, NAME_LENGTH_MAX - 1)}…`;
}
