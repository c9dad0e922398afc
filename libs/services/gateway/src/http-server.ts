import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { gunzip } from 'node:zlib';
import { promisify } from 'node:util';
import type { IdSource } from '@tocsin/ports/clock';
import { noTracing, TENANT_ATTRIBUTE, type Tracing } from '@tocsin/ports/tracing';
import Fastify, { errorCodes, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { Histogram, type Registry } from 'prom-client';
import type { Subjects } from './access/subjects.js';
import type { AuthManager } from './auth-manager.js';
import { type Page, wantsPage } from './console/console-pages.js';
import { endWithProblem, ProblemError, problemOf, upgradeRequired } from './problem.js';
import { rateHeaders, type RateLimiter } from './rate-limiter.js';
import { RequestSpans } from './request-spans.js';
import {
  askRoute,
  FORM_TYPE,
  isOwnApi,
  refuseQuery,
  type Route,
  type RouteAnswer,
  type RouteRequest,
  yamlTypes,
} from './route.js';

/** Largest body; ten thousand samples in JSON take about 1.5 MB. */
const BODY_BYTES_MAX = 5 * 1024 * 1024;
/** A body that is too large is still read up to here, so that its sender learns why it was refused. */
const SWALLOWED_BYTES_MAX = 64 * 1024 * 1024;
/** Longest part of a path: the longest name of a label, each of its characters escaped. */
const PARAMETER_LENGTH_MAX = 2_048;
const inflate = promisify(gunzip);

export interface HttpServerOptions {
  auth: AuthManager;
  limiter: RateLimiter;
  ids: IdSource;
  registry: Registry;
  /** Default: none. */
  tracing?: Tracing;
  /** Gives back the names of those whose pseudonyms stand in an answer. */
  subjects: Pick<Subjects, 'named'>;
  /** What browsers get beside the routes, and anybody may have; none when left out. */
  pages?: readonly Page[];
  /** What browsers get where nothing is; null when there is nothing to give, left out for the same. */
  missingPage?: (() => RouteAnswer) | null;
  onError(error: unknown, traceId: string): void;
  /** Told of each request that was answered; nobody when left out. */
  onAnswered?(request: AnsweredRequest): void;
}

/** A request as one event of the log: all that is known of it, but what was sent. */
export interface AnsweredRequest {
  trace_id: string;
  span_id?: string;
  method: string;
  /** The route's path, not the request's: names of people and series may stand in that. */
  route: string;
  status: number;
  duration_ms: number;
  /** Left out where nobody was let in. */
  tenant_id?: string;
}

/** Serves routes: who may, how often, what comes in, and every failure as a problem. */
export function httpServer(routes: readonly Route[], options: HttpServerOptions): FastifyInstance {
  const { auth, limiter, ids, registry, subjects, pages = [], missingPage = null, onError, onAnswered } = options;
  const { tracing = noTracing } = options;
  const spans = new RequestSpans(tracing);
  const server = Fastify({
    bodyLimit: BODY_BYTES_MAX,
    genReqId: (request) => spans.begin(request) ?? ids.next().replaceAll('-', ''),
    forceCloseConnections: 'idle',
    // What the router itself cannot read, such as a broken percent sign.
    frameworkErrors: (error, request, reply) => void sendProblem(request, reply, problemOf(error), unnamed),
    clientErrorHandler: (error, socket) => answerUnreadable(error, socket, ids),
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: PARAMETER_LENGTH_MAX },
  });
  /** Names are given back to who is known. Where they cannot be had, an answer with pseudonyms is better than none. */
  const named: Naming = async (request, json) => {
    const principal = principals.get(request);
    if (principal === undefined) return json;
    return subjects.named(principal.tenant, json).catch((error: unknown) => {
      onError(error, request.id);
      return json;
    });
  };
  const seconds = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'How long requests took.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5],
    registers: [registry],
  });

  takeBytes(server);
  server.setErrorHandler(async (error, request, reply) => {
    const problem = problemOf(error);
    if (problem.status === 413) await swallow(request.raw);
    if (problem.status >= 500) onError(error, request.id);
    const principal = principals.get(request);
    if (problem.status === 403 && principal !== undefined) auth.denied(principal, problem);
    return sendProblem(request, reply, problem, named);
  });
  // What no route takes is answered before its body is read, whatever the method says of it.
  server.addHook('onRequest', async (request, reply) => {
    if (!request.is404) return;
    const path = request.url.split('?')[0] ?? '';
    if (missingPage !== null && request.method === 'GET' && wantsPage(request.headers) && !isOfPrograms(path))
      await sendAnswer(request, reply, missingPage(), unnamed);
    else await sendProblem(request, reply, unknownRoute(routes, path), unnamed);
  });
  server.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown';
    seconds.observe({ method: request.method, route, status: String(reply.statusCode) }, reply.elapsedTime / 1_000);
    const span_id = spans.of(request)?.spanId;
    const tenant_id = principals.get(request)?.tenant;
    onAnswered?.({
      trace_id: request.id,
      ...(span_id === undefined ? {} : { span_id }),
      method: request.method,
      route,
      status: reply.statusCode,
      duration_ms: reply.elapsedTime,
      ...(tenant_id === undefined ? {} : { tenant_id }),
    });
    spans.answered(request, reply);
  });
  server.addHook('onRequestAbort', async (request) => spans.aborted(request));

  for (const route of routes) {
    server.route({
      method: route.method,
      url: route.path.replaceAll('{', ':').replaceAll('}', ''),
      config: { takesForms: route.body?.types.includes(FORM_TYPE) === true },
      // Before the body is read, so that a stranger cannot make the platform read it.
      onRequest: async (request, reply) => {
        if (route.scope === null) return;
        const isCounted = route.isCounted !== false;
        const ofAddress = isCounted ? await limiter.admitAddress(request.ip) : null;
        const permission = route.scope === 'authenticated' ? null : route.scope;
        const principal = await auth.admit(authorizationsOf(request.raw), permission);
        spans.of(request)?.set({ [TENANT_ATTRIBUTE]: principal.tenant });
        const ofCaller = isCounted ? await limiter.admit(principal) : null;
        void reply.headers(rateHeaders([ofAddress, ofCaller]));
        principals.set(request, principal);
      },
      handler: async (request, reply) => {
        if (route.query === undefined && isOwnApi(route.path)) refuseQuery(request.query);
        const asked: RouteRequest = {
          principal: principals.get(request) ?? null,
          params: request.params as Record<string, string>,
          query: request.query,
          headers: request.headers,
          body: request.body,
          traceId: request.id,
          signal: signalOf(reply),
          address: request.ip,
        };
        const answering = tracing.run(spans.of(request), () => askRoute(route, asked));
        const answer = await answering.catch((error: unknown) => {
          if (route.failure === undefined) throw error;
          const told = route.failure(error);
          if (told.status >= 500) onError(error, request.id);
          return told;
        });
        return sendAnswer(request, reply, answer, route.keepsPseudonyms === true ? unnamed : named);
      },
    });
  }
  for (const { path, answer } of pages) {
    server.get(path, async (request, reply) => {
      const { params, headers } = request;
      return sendAnswer(request, reply, answer({ params: params as Record<string, string>, headers }), unnamed);
    });
  }
  return server;
}

/** Whether a path lies where only programs ask for things, which a page would not tell what is wrong. */
const isOfPrograms = (path: string): boolean => /^\/(api|v1|assets|docs|ws|graphql)(\/|$)/.test(path);

const principals = new WeakMap<FastifyRequest, Awaited<ReturnType<AuthManager['verify']>>>();

/** Every `Authorization` header: Node keeps the first and drops the others, and two that differ must not pass for one. */
export function authorizationsOf({ rawHeaders }: Pick<IncomingMessage, 'rawHeaders'>): string[] {
  return rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1]?.toLowerCase() === 'authorization');
}

/** Aborted when the connection ends before the answer was sent. */
function signalOf({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController();
  raw.once('close', () => {
    if (!raw.writableEnded) controller.abort();
  });
  return controller.signal;
}

/** JSON and, where they are wanted, forms are parsed, what is neither comes as bytes; gzip is undone for every kind. */
function takeBytes(server: FastifyInstance): void {
  const parseJson = server.getDefaultJsonParser('error', 'error');
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    // Many clients name a type for every request, also for those without a body.
    if (body === '' && request.method === 'DELETE') done(null, undefined);
    else void parseJson(request, body as string, done);
  });
  server.addContentTypeParser(
    ['application/x-protobuf', 'application/octet-stream', ...yamlTypes],
    { parseAs: 'buffer' },
    (_request, body, done) => done(null, body),
  );
  server.addContentTypeParser(FORM_TYPE, { parseAs: 'string' }, (request, body, done) => {
    const { takesForms } = request.routeOptions.config as { takesForms?: boolean };
    if (takesForms === true) done(null, new URLSearchParams(body as string));
    else done(new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE(FORM_TYPE));
  });
  server.addHook('preParsing', async (request, _reply, payload) => {
    if (request.headers['content-encoding'] !== 'gzip') return payload;
    const parts: Buffer[] = [];
    let bytes = 0;
    for await (const part of payload) {
      bytes += (part as Buffer).length;
      if (bytes > BODY_BYTES_MAX)
        throw new ProblemError(
          413,
          'body-too-large',
          'The body is too large',
          `Send less at once; ${BODY_BYTES_MAX} bytes is the most.`,
        );
      parts.push(part as Buffer);
    }
    try {
      const inflated = await inflate(Buffer.concat(parts), { maxOutputLength: BODY_BYTES_MAX });
      delete request.headers['content-length'];
      return Readable.from([inflated]);
    } catch (error) {
      if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') {
        throw new ProblemError(
          413,
          'body-too-large',
          'The body is too large',
          `Unpacked it has more than ${BODY_BYTES_MAX} bytes.`,
        );
      }
      throw new ProblemError(
        400,
        'malformed-gzip',
        'The body is not gzip',
        'The header says gzip, and the body does not unpack.',
      );
    }
  });
}

/** Puts names in the place of pseudonyms in the JSON of an answer. */
type Naming = (request: FastifyRequest, json: string) => Promise<string>;
const unnamed: Naming = async (_request, json) => json;

async function sendAnswer(
  request: FastifyRequest,
  reply: FastifyReply,
  { status, headers = {}, data, meta = {}, raw }: RouteAnswer,
  named: Naming,
): Promise<FastifyReply> {
  void reply.status(status).headers({ ...headers, 'x-trace-id': request.id });
  if (raw !== undefined) {
    const { type, content } = raw;
    if (typeof content === 'string' && /\bjson\b/.test(type))
      return reply.type(type).send(await named(request, content));
    return reply.type(type).send(content instanceof Uint8Array ? Buffer.from(content) : content);
  }
  if (data === undefined) return reply.send();
  return reply.type('application/json').send(await named(request, JSON.stringify({ data, meta })));
}

async function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  problem: ProblemError,
  named: Naming,
): Promise<FastifyReply> {
  const body = problem.toProblem(request.url.split('?')[0] ?? '', request.id);
  return reply
    .status(problem.status)
    .headers({ ...problem.headers, 'x-trace-id': request.id })
    .type('application/problem+json')
    .send(await named(request, JSON.stringify(body)));
}

/** Reads the rest of a body that is not wanted: who is cut off while sending does not get to see the answer. */
function swallow(body: IncomingMessage): Promise<void> {
  let bytes = 0;
  return new Promise((resolve) => {
    body.on('data', (part: Buffer) => {
      bytes += part.length;
      if (bytes > SWALLOWED_BYTES_MAX) resolve();
    });
    body.once('end', resolve).once('close', resolve).resume();
    if (body.readableEnded || body.destroyed) resolve();
  });
}

/** A path that nobody answers, or not with this method. */
function unknownRoute(routes: readonly Route[], path: string): ProblemError {
  if (path === '/ws') return upgradeRequired();
  const fitting = routes.filter((route) => matches(route.path, path));
  const exact = fitting.filter((route) => !route.path.includes('{'));
  const allowed = (exact.length > 0 ? exact : fitting).map(({ method }) => method).join(', ');
  if (allowed === '') return new ProblemError(404, 'not-found', 'Not found', `There is no ${path}; see /docs/api.`);
  return new ProblemError(405, 'method-not-allowed', 'The method is not allowed', `${path} takes ${allowed}.`, {
    headers: { allow: allowed },
  });
}

/** What Node's parser makes nothing of: there is no request to answer, only a connection. */
function answerUnreadable(error: Error & { code?: string }, socket: Socket, ids: IdSource): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const isTooLarge = error.code === 'HPE_HEADER_OVERFLOW';
  const problem = isTooLarge
    ? new ProblemError(431, 'headers-too-large', 'The headers are too large', 'Send less than 16 KiB of headers.')
    : new ProblemError(400, 'bad-request', 'The request cannot be understood', 'It is not HTTP/1.1.');
  endWithProblem(socket, problem, '', ids.next().replaceAll('-', ''));
}

function matches(pattern: string, path: string): boolean {
  const [want, have] = [pattern, path].map((text) => text.replace(/\/$/, '').split('/')) as [string[], string[]];
  return want.length === have.length && want.every((part, i) => part.startsWith('{') || part === have[i]);
}
