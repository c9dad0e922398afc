/** The id of a thing that may be named as `-o name` prints it: `alert/ID`. */
export function idOf(kind: string, text: string): string {
  return text.startsWith(`${kind}/`) ? text.slice(kind.length + 1) : text;
}
