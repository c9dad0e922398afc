/** A name or a value that is being written, and where it begins. */
export type AskedName =
  | { readonly kind: 'name'; readonly from: number; readonly word: string }
  | { readonly kind: 'label'; readonly from: number; readonly word: string; readonly metric: string }
  | {
      readonly kind: 'value';
      readonly from: number;
      readonly word: string;
      readonly metric: string;
      readonly label: string;
    };

/** What is being written before the cursor in an expression of PromQL; null where it is nothing that is known by name. */
export function askedAt(text: string, cursor: number): AskedName | null {
  const before = text.slice(0, cursor);
  const quoted = openQuote(before);
  // Within braces there are labels of the metric before them.
  const outside = quoted === null ? before : before.slice(0, quoted);
  const metric = /([a-zA-Z_:][\w:.]*)\s*\{[^{}]*$/.exec(outside)?.[1];
  if (quoted !== null) {
    const label = /([a-zA-Z_]\w*)\s*(?:=|!=|=~|!~)\s*$/.exec(outside)?.[1];
    if (metric === undefined || label === undefined) return null;
    return { kind: 'value', from: quoted + 1, word: before.slice(quoted + 1), metric, label };
  }
  const word = /[a-zA-Z_:][\w:.]*$/.exec(before)?.[0] ?? '';
  const from = cursor - word.length;
  if (metric === undefined) return { kind: 'name', from, word };
  return /[{,]\s*$/.test(before.slice(0, from)) ? { kind: 'label', from, word, metric } : null;
}

/** Where a text in quotes began that has not ended. */
function openQuote(text: string): number | null {
  let open: number | null = null;
  for (let i = 0; i < text.length; i += 1) {
    if (open !== null && text[i] === '\\') i += 1;
    else if (text[i] === '"') open = open === null ? i : null;
  }
  return open;
}
