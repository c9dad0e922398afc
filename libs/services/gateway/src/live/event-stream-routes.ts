import { PassThrough } from 'node:stream';
import { AlertSeveritySchema } from '@tocsin/domain/rules/alert-rule';
import { AlertStateSchema } from '@tocsin/domain/engine/transition';
import type { Clock } from '@tocsin/ports/clock';
import { z } from 'zod';
import { invalid } from '../problem.js';
import { headerOf, parsed, principalOf, type Route } from '../route.js';
import type { LiveFeed } from './live-feed.js';
import { labelsWanted, MatcherSchema, MatchersSchema } from './wanted-labels.js';

/** Proxies close connections on which nothing is said; most wait for a minute. */
const SIGN_OF_LIFE_MS = 15_000;
/** What may wait for a slow reader before it is let go; it goes on from its last event when it comes back. */
const BUFFERED_BYTES_MAX = 1_000_000;

const several = <Schema extends z.ZodType>(one: Schema) => z.union([one, z.array(one).max(10)]).optional();
const QuerySchema = z.strictObject({
  state: several(AlertStateSchema).meta({ description: 'Only these states; may stand several times.' }),
  severity: several(AlertSeveritySchema).meta({ description: 'Only these severities; may stand several times.' }),
  matcher: z.union([MatcherSchema, MatchersSchema]).optional().meta({
    description: 'A matcher of labels such as `team="shop"`; may stand several times, and all must hold.',
  }),
  last_event_id: z.string().max(500).optional().meta({
    description: 'As the header `Last-Event-ID`, for clients that cannot set it: what came since is told first.',
  }),
});

/** One event, as those who read streams of events see it. */
const EventSchema = z.strictObject({
  id: z.string().optional(),
  event: z.enum(['hello', 'transition', 'gap', 'end']),
  data: z.string().meta({ description: 'JSON; of a transition, what `/ws` sends as `data`.' }),
});

/** The twin of `/ws` for whoever speaks HTTP alone: Server-Sent Events. */
export function eventStreamRoutes(feed: LiveFeed, clock: Clock): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/events',
      operation: 'listenToEvents',
      tag: 'alerts',
      summary: 'Hear of transitions as they happen',
      description:
        'Server-Sent Events: `event: transition` with an id and the transition as data. A client that comes back with the header `Last-Event-ID` hears what it missed, at any gateway; `event: gap` says that some of it is not kept any more.',
      scope: 'rules:read',
      query: QuerySchema,
      answers: {
        200: { description: 'Events, for as long as you listen.', schema: EventSchema, type: 'text/event-stream' },
      },
      handle: async (request) => {
        const query = parsed(QuerySchema, request.query);
        const after = headerOf(request, 'last-event-id') ?? query.last_event_id ?? null;
        if (after !== null && !feed.knows(after)) throw unknownEvent();
        const stream = new PassThrough();
        const say = (event: string, data: unknown, id?: string): boolean =>
          stream.writableLength <= BUFFERED_BYTES_MAX &&
          (stream.write(`${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
          true);
        say('hello', { tenant_id: principalOf(request).tenant }, after ?? feed.lastEventId);
        const subscription = feed.join(
          {
            principal: principalOf(request),
            hear: ({ id, transition }) => say('transition', transition, id),
            gap: () => void say('gap', { detail: 'Some of what you missed is not kept any more.' }),
            end: (reason) => {
              say('end', { reason });
              stream.end();
            },
          },
          { states: listOf(query.state), severities: listOf(query.severity), ...labelsWanted(listOf(query.matcher)) },
          after,
        );
        const stopSigns = clock.every(SIGN_OF_LIFE_MS, () => void stream.write(':\n\n'));
        stream.once('close', () => {
          stopSigns();
          subscription.leave();
        });
        request.signal?.addEventListener('abort', () => stream.destroy(), { once: true });
        return {
          status: 200,
          headers: { 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
          raw: { type: 'text/event-stream; charset=utf-8', content: stream },
        };
      },
    },
  ];
}

function listOf<One extends string>(value: One | readonly One[] | undefined): readonly One[] | undefined {
  return typeof value === 'string' ? [value] : value;
}

const unknownEvent = () =>
  invalid([
    {
      path: 'last_event_id',
      code: 'not_allowed',
      message: 'is the id of no event',
      fix: 'Send the id of the last event as it came, or leave it out to begin now.',
    },
  ]);
