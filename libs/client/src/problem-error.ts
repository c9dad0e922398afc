import type { Schema } from './call.js';

const TYPE_PREFIX = 'urn:tocsin:problem:';
/** Most characters that are shown of an answer that is no problem of the platform's. */
const SHOWN_MAX = 500;

/** Thrown when a request is refused, or cannot be carried out: a problem as RFC 9457 has it. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';

  /**
   * @param operation - what was asked for
   * @param problem - as it was answered
   * @param retryAfterMs - after which time asking again may help, as the platform says it; null when it does not
   */
  constructor(
    readonly operation: string,
    readonly problem: Schema<'Problem'>,
    readonly retryAfterMs: number | null = null,
  ) {
    const wrong = (problem.errors ?? []).map(({ path, message }) => `${path} ${message}`.trim());
    super(`${operation}: ${problem.status} ${[problem.detail, ...wrong].join('; ')}`);
  }

  get status(): number {
    return this.problem.status;
  }

  /** What kind of problem it is, such as `not-found`; stable. */
  get code(): string {
    const { type } = this.problem;
    return type.startsWith(TYPE_PREFIX) ? type.slice(TYPE_PREFIX.length) : type;
  }

  /** What is wrong with what was sent, each with its place and what to do. */
  get errors(): NonNullable<Schema<'Problem'>['errors']> {
    return this.problem.errors ?? [];
  }

  /** Names the request in the platform's log. */
  get traceId(): string {
    return this.problem.trace_id;
  }
}

/** Thrown when there is no answer, or one that breaks off. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

/** Reads what an answer says is wrong; whoever answered need not be the platform. */
export function problemOf(response: Response, text: string): Schema<'Problem'> {
  const { status, headers, url } = response;
  const told = headers.get('content-type')?.includes('json') === true ? parsed(text) : null;
  const problem = {
    type: 'about:blank',
    title: `HTTP ${status}`,
    status,
    detail: text.slice(0, SHOWN_MAX),
    instance: url === '' ? '' : new URL(url).pathname,
    trace_id: headers.get('x-trace-id') ?? '',
  };
  return isRecord(told) && typeof told['detail'] === 'string' ? { ...problem, ...told } : problem;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
