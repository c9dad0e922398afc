import { AlertSeveritySchema } from '@tocsin/domain/rules/alert-rule';
import { AlertStateSchema, TransitionSchema } from '@tocsin/domain/engine/transition';
import { GraphQLError, type GraphQLInputType, GraphQLNonNull, GraphQLObjectType, GraphQLString } from 'graphql';
import { z } from 'zod';
import { AuthManager } from '../auth-manager.js';
import type { EndReason, LiveEvent, LiveFeed } from '../live/live-feed.js';
import { labelsWanted, MatchersSchema } from '../live/wanted-labels.js';
import { invalid } from '../problem.js';
import { parsed } from '../route.js';
import { type GraphqlContext, told } from './graphql-schema.js';
import type { GraphqlTypes } from './graphql-types.js';

/** What may wait for a subscriber that is slow; it goes on from its last event when it comes back. */
const WAITING_EVENTS_MAX = 1_000;

const WantsSchema = z.strictObject({
  states: z.array(AlertStateSchema).nullish(),
  severities: z.array(AlertSeveritySchema).nullish(),
  matchers: MatchersSchema.nullish(),
  after: z
    .string()
    .max(500)
    .nullish()
    .meta({ description: 'The id of the last event: what came since is told first.' }),
});

/** What can be subscribed to: the transitions of the tenant, as by `/ws`. */
export function subscriptionOf(feed: LiveFeed): (types: GraphqlTypes) => GraphQLObjectType<unknown, GraphqlContext> {
  return (types) => {
    const event = new GraphQLObjectType({
      name: 'TransitionEvent',
      fields: {
        id: { type: new GraphQLNonNull(GraphQLString), description: 'Sent as `after`, it goes on from here.' },
        transition: { type: new GraphQLNonNull(types.output(TransitionSchema, 'Transition')) },
      },
    });
    const args = Object.entries(WantsSchema.shape).map(([name, schema]): [string, { type: GraphQLInputType }] => [
      name,
      { type: types.input(schema, `Transitions${name}`) },
    ]);
    return new GraphQLObjectType<unknown, GraphqlContext>({
      name: 'Subscription',
      fields: {
        transitions: {
          type: new GraphQLNonNull(event),
          description: 'Transitions of the tenant as they happen. Needs the scope rules:read.',
          args: Object.fromEntries(args),
          subscribe: (_source, asked: unknown, context) => {
            try {
              return eventsOf(feed, asked, context);
            } catch (error) {
              throw told(error, 'transitions', context);
            }
          },
          resolve: (happened) => happened,
        },
      },
    });
  };
}

function eventsOf(feed: LiveFeed, asked: unknown, { principal }: GraphqlContext): AsyncIterable<LiveEvent> {
  AuthManager.demand(principal, 'rules:read');
  const { states, severities, matchers, after } = parsed(WantsSchema, { ...(asked as object) });
  if (after != null && !feed.knows(after))
    throw invalid([{ path: 'after', code: 'not_allowed', message: 'is the id of no event', fix: 'Leave it out.' }]);
  const waiting: LiveEvent[] = [];
  let ended: EndReason | null = null;
  let wake: () => void = () => undefined;
  const { leave } = feed.join(
    {
      principal,
      hear: (event) => {
        if (waiting.length >= WAITING_EVENTS_MAX) return false;
        waiting.push(event);
        wake();
        return true;
      },
      // The place that it goes on from is told with each event; what is not kept is read by REST.
      gap: () => undefined,
      end: (reason) => {
        ended = reason;
        wake();
      },
    },
    {
      states: states ?? undefined,
      severities: severities ?? undefined,
      ...labelsWanted(matchers ?? undefined),
    },
    after ?? null,
  );
  return {
    [Symbol.asyncIterator]: () => ({
      next: async () => {
        while (waiting.length === 0 && ended === null) await new Promise<void>((resolve) => (wake = resolve));
        const value = waiting.shift();
        if (value !== undefined) return { value, done: false };
        if (ended === null || ended === 'stopped') return { value: undefined, done: true };
        throw new GraphQLError(`nothing more is told: ${ended}`, { extensions: { code: ended } });
      },
      return: async () => {
        leave();
        ended ??= 'stopped';
        wake();
        return { value: undefined, done: true };
      },
    }),
  };
}
