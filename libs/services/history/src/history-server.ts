import { createHash, timingSafeEqual } from 'node:crypto';
import {
  encodeHistory,
  historyPaths,
  HistoryRangeSchema,
  RevisionRequestSchema,
  TOO_MANY_SAMPLES,
} from '@tocsin/contracts/http/history-select';
import {
  type HistoryRange,
  type HistoryReach,
  type RevisedHistory,
  TooManySamples,
} from '@tocsin/ports/series-history';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';

/** A request is some matchers; label values in them are as long as values may be. */
const BODY_BYTES_MAX = 1024 * 1024;
/** Selects at once: each may hold some hundred megabytes until its answer is sent. */
const SELECTS_MAX = 8;

export interface HistoryServerOptions {
  history: RevisedHistory & HistoryReach;
  /** What a gateway must show. */
  token: string;
  onError(error: unknown): void;
}

/**
 * Answers the gateways of a cluster: whoever has the token may ask for every tenant, so nobody but them should reach it.
 * The tenant is the one that the gateway took from its caller's token.
 */
export function historyServer({ history, token, onError }: HistoryServerOptions): FastifyInstance {
  const server = Fastify({ bodyLimit: BODY_BYTES_MAX, forceCloseConnections: 'idle' });
  let running = 0;
  const refuse = (reply: FastifyReply, status: number, code: string, message: string): FastifyReply =>
    reply.status(status).send({ code, message });

  // Before the body is read, so that a stranger cannot make the process read it.
  server.addHook('onRequest', async (request, reply) => {
    if (!isSame(request.headers.authorization ?? '', `Bearer ${token}`))
      return refuse(reply, 401, 'unauthorized', 'The token of the platform is missing or another one.');
    return undefined;
  });
  server.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    if (error instanceof TooManySamples) return refuse(reply, 422, TOO_MANY_SAMPLES, error.message);
    const status = error.statusCode ?? 500;
    if (status >= 500) onError(error);
    return refuse(reply, status, 'failed', error.message);
  });

  const answer = (path: string, ask: (range: HistoryRange, reply: FastifyReply) => Promise<FastifyReply>): void => {
    server.post(path, async (request: FastifyRequest, reply) => {
      const range = HistoryRangeSchema.safeParse(request.body);
      if (!range.success) return refuse(reply, 400, 'malformed', range.error.message);
      if (running >= SELECTS_MAX) return refuse(reply, 503, 'busy', `${SELECTS_MAX} selects are running already.`);
      running += 1;
      try {
        return await ask(range.data, reply);
      } finally {
        running -= 1;
      }
    });
  };
  answer(historyPaths.select, async (range, reply) =>
    reply.type('application/octet-stream').send(Buffer.from(encodeHistory(await history.select(range)).buffer)),
  );
  answer(historyPaths.series, async (range, reply) => reply.send(await history.series(range)));
  answer(historyPaths.reach, async ({ tenant }, reply) => reply.send({ earliest: await history.earliest(tenant) }));
  // It takes no time, so that it needs no place among the selects.
  server.post(historyPaths.revision, async (request: FastifyRequest, reply) => {
    const asked = RevisionRequestSchema.safeParse(request.body);
    if (!asked.success) return refuse(reply, 400, 'malformed', asked.error.message);
    const revision = await history.revision(asked.data.tenant, asked.data.to);
    return revision === null
      ? refuse(reply, 503, 'unknown', 'It cannot be said what the samples are now.')
      : reply.send({ ...revision, from: Math.max(revision.from, -Number.MAX_VALUE) });
  });
  return server;
}

/** Compares in a time that says nothing of where two texts differ. */
function isSame(given: string, expected: string): boolean {
  const [a, b] = [given, expected].map((text) => createHash('sha256').update(text).digest()) as [Buffer, Buffer];
  return timingSafeEqual(a, b);
}
