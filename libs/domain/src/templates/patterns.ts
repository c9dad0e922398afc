import { RE2JS, RE2JSException, type Matcher } from 're2js';
import type { Meter } from './limits.js';
import { PATTERN_LENGTH_MAX, patternCost } from './pattern-cost.js';
import { excerpt, fail } from './template-error.js';

/** Instructions times characters that the slowest of RE2's machines does in one step. */
const WORK_PER_STEP = 8;

/** Steps to start a search and to take its match apart. */
const STEPS_PER_MATCH = 4;

interface Compiled {
  readonly pattern: RE2JS;
  readonly instructions: number;
  readonly isPrompt: boolean;
}

/**
 * The regular expressions of one expansion. They are RE2's, which takes time linear in the text for any pattern; what
 * it takes is paid for in steps before it is done.
 */
export class Patterns {
  private readonly compiled = new Map<string, Compiled>();

  constructor(private readonly meter: Meter) {}

  /** Whether a pattern matches anywhere in a text. */
  matches(pattern: string, text: string): boolean {
    const compiled = this.compile(pattern);
    this.paySearch(compiled, text.length);
    return compiled.pattern.matcher(text).find();
  }

  /**
   * Replaces all matches as Go's `Regexp.ReplaceAllString` does: `$1`, `${1}` and `${name}` stand for groups, `$$` for a
   * dollar, and an empty match right after another match is passed over.
   */
  replaceAll(pattern: string, replacement: string, text: string): string {
    const compiled = this.compile(pattern);
    const parts = replacementParts(replacement);
    const matcher = compiled.pattern.matcher(text);
    let result = '';
    let copied = 0;
    this.paySearch(compiled, text.length);
    // Groups are found by a second pass over what matched.
    if (parts.some((part) => 'group' in part)) this.paySearch(compiled, text.length);
    while (matcher.find()) {
      const [start, end] = [matcher.start(), matcher.end()];
      this.meter.spend(STEPS_PER_MATCH);
      // The pass that was paid for is over what was matched; each search may have read on, and the next reads that again.
      this.paySearch(compiled, Math.min(text.length - end, compiled.isPrompt ? compiled.instructions : text.length));
      if (start === end && start === copied && start > 0) continue;
      const inserted = expand(parts, matcher, compiled.pattern);
      this.meter.spend(parts.length);
      this.meter.copies(inserted.length + end - copied);
      result += text.slice(copied, start) + inserted;
      this.meter.fits(result.length);
      copied = end;
    }
    return result + text.slice(copied);
  }

  /** Pays for reading so many characters. */
  private paySearch({ instructions }: Compiled, characters: number): void {
    this.meter.spend(1 + Math.ceil((instructions * (characters + 1)) / WORK_PER_STEP));
  }

  private compile(pattern: string): Compiled {
    const known = this.compiled.get(pattern);
    if (known !== undefined) return known;
    if (pattern.length > PATTERN_LENGTH_MAX)
      fail(`the pattern has ${pattern.length} characters where ${PATTERN_LENGTH_MAX} is the limit`);
    const { compileSteps, isPrompt } = patternCost(pattern);
    this.meter.spend(compileSteps);
    try {
      const compiled = RE2JS.compile(pattern);
      const entry = { pattern: compiled, instructions: compiled.programSize(), isPrompt };
      this.compiled.set(pattern, entry);
      return entry;
    } catch (error) {
      if (error instanceof RE2JSException)
        return fail(`the pattern "${excerpt(pattern)}" is not valid: ${error.message}`);
      throw error;
    }
  }
}

/** Text to insert as it is, or the group whose match is inserted. */
type ReplacementPart = { readonly text: string } | { readonly group: string };

const reference = /\$(?:\$|\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/gu;

function replacementParts(replacement: string): readonly ReplacementPart[] {
  const parts: ReplacementPart[] = [];
  let copied = 0;
  for (const found of replacement.matchAll(reference)) {
    parts.push({ text: replacement.slice(copied, found.index) });
    const group = found[1] ?? found[2];
    parts.push(group === undefined ? { text: '$' } : { group });
    copied = found.index + found[0].length;
  }
  parts.push({ text: replacement.slice(copied) });
  return parts;
}

function expand(parts: readonly ReplacementPart[], matcher: Matcher, pattern: RE2JS): string {
  return parts.map((part) => ('text' in part ? part.text : groupText(part.group, matcher, pattern))).join('');
}

/** What a group matched; empty where it took no part in the match, or where there is no such group. */
function groupText(group: string, matcher: Matcher, pattern: RE2JS): string {
  const isNumber = /^(?:0|[1-9]\d{0,7})$/.test(group);
  if (isNumber) return Number(group) <= pattern.groupCount() ? (matcher.group(Number(group)) ?? '') : '';
  const groups = pattern.namedGroups();
  return Object.hasOwn(groups, group) ? (matcher.group(group) ?? '') : '';
}
