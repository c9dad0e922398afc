/** What a template stumbled over, by kind. */
export type TemplateErrorCode =
  /** The text is no template; it fails for every alert until it is mended. */
  | 'template_syntax'
  /** An action met a value that it cannot work with; with other labels or another value it may pass. */
  | 'template_execution'
  /** A limit would be passed; the template has to do less. */
  | 'template_limit'
  /** A query of the template failed; it may pass when tried again. */
  | 'template_query';

/** Why a template was refused or failed: what, where, and what to do about it. */
export interface TemplateError {
  readonly code: TemplateErrorCode;
  readonly message: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1, in UTF-16 units from the start of the line. */
  readonly column: number;
}

/**
 * Unwinds parsing or execution when a template is at fault. It never leaves this folder: parsing and expanding turn it
 * into a {@link TemplateError}.
 */
export class TemplateFailure extends Error {
  override readonly name = 'TemplateFailure';

  constructor(
    readonly code: TemplateErrorCode,
    message: string,
    /** Offset into the template's text; null where whoever threw it does not know, and the caller does. */
    readonly at: number | null = null,
  ) {
    super(message);
  }
}

/** For functions of templates: something is wrong with what they were given. */
export function fail(message: string): never {
  throw new TemplateFailure('template_execution', message);
}

/** Turns a failure into what users see. */
export function templateError(code: TemplateErrorCode, message: string, text: string, at: number): TemplateError {
  const before = text.slice(0, at);
  return { code, message, line: before.split('\n').length, column: at - before.lastIndexOf('\n') };
}

/** Longest piece of a template or of a value that a message repeats; enough to find the place again. */
const EXCERPT_LENGTH_MAX = 60;

/** A piece of text as a message may show it: on one line, and not long. */
export function excerpt(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > EXCERPT_LENGTH_MAX ? `${line.slice(0, EXCERPT_LENGTH_MAX)}…` : line;
}
