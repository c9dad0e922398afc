import type { Matcher } from '../promql/ast.js';

/** Names that need no quotes. */
const plainName = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;

/** A matcher as text that `readMatcher` reads as the same matcher. */
export function printMatcher({ name, operator, value }: Matcher): string {
  return `${plainName.test(name) ? name : quotedText(name)}${operator}${quotedText(value)}`;
}

function quotedText(text: string): string {
  return `"${text.replaceAll(/[\\"\n]/g, (character) => (character === '\n' ? '\\n' : `\\${character}`))}"`;
}
