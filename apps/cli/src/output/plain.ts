/**
 * Text of others as a terminal may be shown it: whoever sends samples names labels, and a control character in one could
 * move the cursor or change what was printed before.
 */
export function plain(text: string): string {
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, (character) => {
    const code = character.codePointAt(0) as number;
    return `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

/** A time as tables tell it; `-` for none. */
export const timeText = (time: number | null | undefined): string =>
  time === null || time === undefined ? '-' : `${new Date(time).toISOString().slice(0, 19)}Z`;

/** Labels as PromQL writes them. */
export function labelsText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${pairs.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(', ')}}`;
}
