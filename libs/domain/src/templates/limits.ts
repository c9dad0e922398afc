import { TemplateFailure } from './template-error.js';
import { utf8Length } from './utf8.js';

/** Longest template in UTF-8 bytes; the longest annotation of 61 published rule files has less than 1 KiB. */
export const TEMPLATE_BYTES_MAX = 65_536;
/**
 * Deepest nesting of actions and parentheses in a template's text. People write three or four levels; a hundred keep the
 * parser far from the end of the stack.
 */
export const TEMPLATE_NESTING_MAX = 100;
/**
 * Longest output, and longest text that a function may build, in UTF-8 bytes. A page of text has 3 KiB, and receivers of
 * alerts cut off far below this.
 */
export const OUTPUT_BYTES_MAX = 65_536;
/**
 * Most work of one expansion. A step is an action, operand or turn of a loop, or as much work on texts as takes no
 * longer (about a quarter of a microsecond), so that the dearest expansion ends within 50 ms on a normal machine. A
 * usual annotation takes less than 100 steps.
 */
export const STEPS_MAX = 100_000;
/**
 * Deepest nesting while a template runs: templates, bodies of blocks, and parentheses inside one another. One level
 * takes a handful of stack frames, so 200 stay far from the end of the stack.
 */
export const DEPTH_MAX = 200;
/** Most queries of one expansion: each is a whole evaluation, and a page that needs more belongs on a dashboard. */
export const QUERIES_MAX = 20;

/** What one expansion may use; see the constants for the reasons of the defaults. */
export interface TemplateLimits {
  readonly outputBytes: number;
  readonly steps: number;
  readonly depth: number;
  readonly queries: number;
}

export const defaultLimits: TemplateLimits = {
  outputBytes: OUTPUT_BYTES_MAX,
  steps: STEPS_MAX,
  depth: DEPTH_MAX,
  queries: QUERIES_MAX,
};

/** Characters that are copied in one step. */
const COPIED_PER_STEP = 32;
/** Characters that are looked at one by one, and perhaps replaced, in one step. */
const EXAMINED_PER_STEP = 4;

function overLimit(what: string, use: number, limit: number, fix: string): never {
  throw new TemplateFailure('template_limit', `${what}: ${use} where ${limit} is the limit; ${fix}`);
}

/** Counts what one expansion uses. It has no clock, so that the same template always ends at the same place. */
export class Meter {
  private steps = 0;
  private queries = 0;
  private depth = 0;

  constructor(readonly limits: TemplateLimits) {}

  spend(steps: number): void {
    this.steps += steps;
    if (this.steps > this.limits.steps)
      overLimit('too many steps', this.steps, this.limits.steps, 'let loops turn less often and texts be shorter');
  }

  /** Pays for copying so many characters. */
  copies(characters: number): void {
    this.spend(Math.ceil(characters / COPIED_PER_STEP));
  }

  /** Pays for work on each of so many characters. */
  examines(characters: number): void {
    this.spend(Math.ceil(characters / EXAMINED_PER_STEP));
  }

  query(): void {
    this.queries += 1;
    if (this.queries > this.limits.queries)
      overLimit('too many queries', this.queries, this.limits.queries, 'ask once, and keep the answer in a variable');
  }

  enter(): void {
    this.depth += 1;
    if (this.depth > this.limits.depth)
      overLimit('nested too deep', this.depth, this.limits.depth, 'see whether a template calls itself without an end');
  }

  leave(): void {
    this.depth -= 1;
  }

  /** Checks the size of a text before it is built. */
  fits(bytes: number): void {
    if (bytes > this.limits.outputBytes)
      overLimit('too long a text in bytes', bytes, this.limits.outputBytes, 'print less of it');
  }
}

/** A text under construction that cannot outgrow its limit. */
export class TextSink {
  private written = '';
  private bytes = 0;

  constructor(readonly meter: Meter) {}

  write(text: string): void {
    this.meter.fits(this.bytes + text.length);
    this.writeMeasured(text, utf8Length(text));
  }

  /** Writes a text whose length in UTF-8 bytes is known already. */
  writeMeasured(text: string, bytes: number): void {
    this.bytes += bytes;
    this.meter.fits(this.bytes);
    this.meter.copies(text.length);
    this.written += text;
  }

  text(): string {
    return this.written;
  }
}

/** Steps for the digits of a float of usual size, and powers of two further away from one that cost a step more. */
const FORMAT_STEPS = 8;
const POWERS_PER_STEP = 16;

/** What it costs in steps to format a float: the exact digits of very large and very small ones are hundreds. */
export function formatSteps(value: number): number {
  const power = Math.abs(Math.log2(Math.abs(value)));
  return FORMAT_STEPS + (Number.isFinite(power) ? Math.ceil(power / POWERS_PER_STEP) : 0);
}
