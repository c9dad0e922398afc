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

/** What is known of a pattern before it is compiled. */
export interface PatternCost {
  /** Never too low, and seldom exact. */
  readonly compileSteps: number;
  /**
   * A search stops soon after the end of its match: no further than the pattern's program is long. It is so where
   * every loop stands at the end, as in `\s+`: as long as the search goes on, the match grows. In `a*b` it may read on
   * over a whole text of `a` and match nothing.
   */
  readonly isPrompt: boolean;
}

/**
 * Estimates what it takes to compile a pattern, and how its searches behave. A short pattern can have a long program, as
 * in `((a{30}){30})`, and a template must not be able to spend that without a count.
 */
export function patternCost(pattern: string): PatternCost {
  const { instructions, isPrompt } = walk(pattern);
  const unicodeClasses = pattern.match(/\\[pP]/g)?.length ?? 0;
  const foldsCase = /\(\?[a-zA-Z]*i/.test(pattern);
  const wideRanges = foldsCase ? (pattern.match(/-(?:\\x\{|[^ -~])/g)?.length ?? 0) : 0;
  const compileSteps =
    4 * pattern.length +
    STEPS_PER_INSTRUCTION * instructions +
    STEPS_PER_UNICODE_CLASS * unicodeClasses +
    STEPS_PER_FOLDED_RANGE * wideRanges;
  return { compileSteps, isPrompt };
}

/** What is known of a group, or of the whole pattern, while it is read. */
interface Group {
  instructions: number;
  hasLoop: boolean;
}

/** Counts characters and classes as one instruction, operators as one, and repeated groups as often as they repeat. */
function walk(pattern: string): { readonly instructions: number; readonly isPrompt: boolean } {
  const outer: Group[] = [];
  let group: Group = { instructions: 2, hasLoop: false };
  // What a repetition would repeat: the atom or group right before.
  let last: Group = { instructions: 0, hasLoop: false };
  let isPrompt = true;
  for (let i = 0; i < pattern.length;) {
    const part = partAt(pattern, i);
    i += part.length;
    const repeat = /^\{(\d+)(?:(,)(\d*))?\}$/.exec(part);
    if (part === '(') {
      if (last.hasLoop) isPrompt = false;
      outer.push(group);
      group = { instructions: 0, hasLoop: false };
      last = { instructions: 0, hasLoop: false };
    } else if (part === ')') {
      last = { instructions: group.instructions + 2, hasLoop: group.hasLoop };
      group = outer.pop() ?? { instructions: 0, hasLoop: false };
      group = { instructions: group.instructions + last.instructions, hasLoop: group.hasLoop || last.hasLoop };
    } else if (part === '|') {
      group.instructions += 1;
      last = { instructions: 0, hasLoop: false };
    } else if (repeat !== null || part === '*' || part === '+' || part === '?') {
      const times = Math.max(Number(repeat?.[1] ?? 1), Number(repeat?.[3] || 0), 1);
      const more = repeat === null ? 1 : (last.instructions + 1) * Math.min(times, REPEATS_MAX);
      const isLoop = part === '*' || part === '+' || (repeat !== null && repeat[2] === ',' && repeat[3] === '');
      // A group with a loop inside that is repeated a few times has loops that do not stand at the end.
      if (last.hasLoop && repeat !== null) isPrompt = false;
      last = { instructions: last.instructions + more, hasLoop: last.hasLoop || isLoop };
      group = { instructions: group.instructions + more, hasLoop: group.hasLoop || isLoop };
    } else {
      if (last.hasLoop) isPrompt = false;
      const size = part.startsWith('\\Q') ? part.length : 1;
      group.instructions += size;
      last = { instructions: 1, hasLoop: false };
    }
  }
  return { instructions: outer.reduce((sum, { instructions }) => sum + instructions, group.instructions), isPrompt };
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
