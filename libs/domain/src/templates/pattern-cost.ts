/** Longest pattern that templates may use; published rules stay below 100 characters. */
export const PATTERN_LENGTH_MAX = 1_024;

/** Steps to compile one instruction of a pattern's program. */
const STEPS_PER_INSTRUCTION = 8;
/** Steps to compile one class of Unicode such as `\pL`, which has hundreds of ranges. */
const STEPS_PER_UNICODE_CLASS = 800;
/** Steps to compile a range of letters that ignores case: each of its up to 100,000 letters is visited. */
const STEPS_PER_FOLDED_RANGE = 12_000;
/** What repetitions can multiply to; RE2 refuses more. */
const REPEATS_MAX = 1_000;

/** What a pattern will become, before it is compiled: neither is exact, and both err upwards. */
export interface PatternCost {
  readonly compileSteps: number;
  readonly instructions: number;
}

/**
 * Estimates what it takes to compile a pattern and how long its program will be. A short pattern can have a long
 * program, as in `((a{30}){30})`, and a template must not be able to spend that without a count.
 */
export function patternCost(pattern: string): PatternCost {
  const instructions = instructionCount(pattern);
  const unicodeClasses = pattern.match(/\\[pP]/g)?.length ?? 0;
  const foldsCase = /\(\?[a-zA-Z]*i/.test(pattern);
  const wideRanges = foldsCase ? (pattern.match(/-(?:\\x\{|[^ -~])/g)?.length ?? 0) : 0;
  const compileSteps =
    4 * pattern.length +
    STEPS_PER_INSTRUCTION * instructions +
    STEPS_PER_UNICODE_CLASS * unicodeClasses +
    STEPS_PER_FOLDED_RANGE * wideRanges;
  return { compileSteps, instructions };
}

/** Counts characters and classes as one instruction, operators as one, and repeated groups as often as they repeat. */
function instructionCount(pattern: string): number {
  const open: number[] = [];
  let group = 2;
  let last = 0;
  for (let i = 0; i < pattern.length;) {
    const part = partAt(pattern, i);
    i += part.length;
    const repeat = /^\{(\d+)(?:,(\d*))?\}$/.exec(part);
    if (part === '(') {
      open.push(group);
      group = 0;
      last = 0;
    } else if (part === ')') {
      last = group + 2;
      group = (open.pop() ?? 0) + last;
    } else if (repeat !== null) {
      const times = Math.max(Number(repeat[1]), Number(repeat[2] || '0'), 1);
      const more = (last + 1) * Math.min(times, REPEATS_MAX);
      group += more;
      last += more;
    } else {
      // A quoted text is as many atoms as characters.
      if (part.startsWith('\\Q')) group += part.length;
      // `*`, `+`, `?` and `|` add one; so does an atom, which is then what a repetition repeats.
      group += 1;
      last = '*+?'.includes(part) ? last + 1 : 1;
    }
  }
  return group + open.reduce((sum, size) => sum + size, 0);
}

/** The next escape, quoted text, class, repetition or character of a pattern. */
function partAt(pattern: string, at: number): string {
  const character = pattern.charAt(at);
  if (pattern.startsWith('\\Q', at)) {
    const end = pattern.indexOf('\\E', at);
    return pattern.slice(at, end < 0 ? pattern.length : end + 2);
  }
  if (character === '\\') return pattern.slice(at, at + 2);
  if (character === '{') return /^\{\d+(?:,\d*)?\}/.exec(pattern.slice(at, at + 16))?.[0] ?? character;
  return character === '[' ? pattern.slice(at, endOfClass(pattern, at)) : character;
}

/** A closing bracket that stands first in a class belongs to it, and so does an escaped one. */
function endOfClass(pattern: string, at: number): number {
  let end = at + (pattern.charAt(at + 1) === '^' ? 2 : 1);
  if (pattern.charAt(end) === ']') end += 1;
  for (; end < pattern.length; end += 1) {
    if (pattern.charAt(end) === '\\') end += 1;
    else if (pattern.startsWith('[:', end)) end = Math.max(end, pattern.indexOf(':]', end) + 1);
    else if (pattern.charAt(end) === ']') return end + 1;
  }
  return pattern.length;
}
