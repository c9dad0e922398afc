import { excerpt } from './template-error.js';

/** What people who know other languages write, and what a template has for it. */
const hints: ReadonlyMap<string, string> = new Map([
  ['>', 'there are no operators: write gt $value 5.0'],
  ['<', 'there are no operators: write lt $value 5.0'],
  ['!', 'there are no operators: write not, or ne'],
  ['&', 'there are no operators: write and'],
  ['+', 'there are no operators: print puts texts together'],
  ['*', 'there are no operators: let the expression of the rule compute it'],
  ['/', 'there are no operators, and a comment starts right after {{'],
  ['[', 'write index $labels "name"'],
  ['{', 'an action is {{ and }}, with no braces inside'],
]);

/** What to write instead of a character that means something elsewhere; empty where that is not known. */
export function hintFor(text: string): string {
  const hint = hints.get(text);
  return hint === undefined ? '' : `; ${hint}`;
}

/** Says that a token cannot stand where it stands, and what to write instead where that is known. */
export function unexpectedMessage(token: { readonly kind: string; readonly text: string }, context: string): string {
  if (token.kind === 'error') return token.text;
  if (token.kind === 'end') return `unexpected EOF in ${context}`;
  const hint = token.kind === 'assign' ? '; to compare, write eq $a $b' : hintFor(token.text);
  const shown = token.kind === 'close' ? '}}' : excerpt(token.text);
  return `unexpected "${shown}" in ${context}${hint}`;
}

/** Most letters in which a name may differ from what was probably meant, and how many it must have for each. */
const MISTAKES_MAX = 2;
const LETTERS_PER_MISTAKE = 3;

/** The known name that is closest to one that is not known; null where none is close. */
export function nearest(name: string, known: Iterable<string>): string | null {
  let best: string | null = null;
  let least = Math.min(MISTAKES_MAX, Math.floor(name.length / LETTERS_PER_MISTAKE)) + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) > MISTAKES_MAX) continue;
    const mistakes = distance(name.toLowerCase(), candidate.toLowerCase());
    if (mistakes < least) [best, least] = [candidate, mistakes];
  }
  return best;
}

/** How many letters must be put in, taken out or changed to make one word of another (Levenshtein 1965). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
