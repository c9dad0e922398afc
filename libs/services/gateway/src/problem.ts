import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Problem } from '@tocsin/contracts/http/api-response';

/** One wrong thing in what was sent: where, what and what to do about it. */
export type ProblemDetail = NonNullable<Problem['errors']>[number];

interface ProblemOptions {
  errors?: readonly ProblemDetail[];
  headers?: Readonly<Record<string, string>>;
}

/** Thrown by whatever answers a request when the answer is a problem. */
export class ProblemError extends Error {
  readonly errors: readonly ProblemDetail[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  /**
   * @param status - the HTTP status
   * @param code - the stable part of the problem's type, `urn:tocsin:problem:<code>`
   * @param title - what this kind of problem is, the same each time
   * @param detail - what was wrong this time and what to do
   */
  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    detail: string,
    { errors, headers = {} }: ProblemOptions = {},
  ) {
    super(detail);
    this.errors = errors;
    this.headers = headers;
  }

  /** The problem as RFC 9457 has it. */
  toProblem(instance: string, traceId: string): Problem {
    const { status, code, title, message: detail, errors } = this;
    return {
      type: `urn:tocsin:problem:${code}`,
      title,
      status,
      detail,
      instance,
      trace_id: traceId,
      ...(errors === undefined ? {} : { errors: [...errors] }),
    };
  }
}

/** @param title - what was not accepted */
export function unauthorized(code: string, detail: string, title = 'The token is not accepted'): ProblemError {
  return new ProblemError(401, code, title, detail, {
    headers: { 'www-authenticate': 'Bearer realm="tocsin"' },
  });
}

export function notFound(what: string): ProblemError {
  return new ProblemError(404, 'not-found', 'Not found', `There is no ${what}.`);
}

export function upgradeRequired(): ProblemError {
  return new ProblemError(426, 'upgrade-required', 'This is a WebSocket', 'Connect to /ws by the WebSocket protocol.', {
    headers: { upgrade: 'websocket' },
  });
}

export function invalid(
  errors: readonly ProblemDetail[],
  headers: Readonly<Record<string, string>> = {},
): ProblemError {
  const detail = `${errors.length === 1 ? 'One thing is' : `${errors.length} things are`} wrong with what was sent; see "errors".`;
  return new ProblemError(422, 'invalid', 'What was sent is not valid', detail, { errors, headers });
}

export function unavailable(code: string, detail: string): ProblemError {
  return new ProblemError(503, code, 'Try again later', detail, { headers: { 'retry-after': '1' } });
}

/** What Fastify says of requests that it refuses before anyone of us sees them. */
const fastifyProblems: Readonly<Record<string, readonly [number, string, string, string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: [413, 'body-too-large', 'The body is too large', 'Send less at once; 5 MB is the most.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    415,
    'unsupported-media-type',
    'The content type is not supported',
    'See /docs/api for what this path takes.',
  ],
  FST_ERR_CTP_EMPTY_JSON_BODY: [400, 'malformed-json', 'The body is not JSON', 'The body is empty.'],
  FST_ERR_CTP_INVALID_JSON_BODY: [400, 'malformed-json', 'The body is not JSON', 'The body does not parse as JSON.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [
    400,
    'wrong-content-length',
    'The content length is wrong',
    'The body is not as long as its header says.',
  ],
};

/** Answers on a bare connection, where no framework does, and ends it. */
export function endWithProblem(socket: Duplex, problem: ProblemError, instance: string, traceId: string): void {
  const body = JSON.stringify(problem.toProblem(instance, traceId));
  const headers = {
    ...problem.headers,
    connection: 'close',
    'content-type': 'application/problem+json',
    'content-length': Buffer.byteLength(body),
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.end([`HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}`, ...lines, '', body].join('\r\n'));
}

/** Turns whatever was thrown into a problem; what nobody foresaw becomes 500 and tells nothing of the inside. */
export function problemOf(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  const { code, statusCode, message } = error as { code?: string; statusCode?: number; message?: string };
  const known = code === undefined ? undefined : fastifyProblems[code];
  if (known !== undefined) return new ProblemError(...known);
  if (error instanceof SyntaxError || (statusCode === 400 && code === undefined)) {
    return new ProblemError(400, 'malformed-json', 'The body is not JSON', `The body does not parse: ${message ?? ''}`);
  }
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new ProblemError(statusCode, 'bad-request', 'The request cannot be understood', message ?? 'See /docs/api.');
  }
  return new ProblemError(
    500,
    'internal',
    'Something went wrong here',
    'This is not your fault. The log holds more under the trace id.',
  );
}
