import { labelMatcher, matchAll } from '@tocsin/domain/alerting/label-matcher';
import { readMatcher } from '@tocsin/domain/alerting/matcher-text';
import { printMatcher } from '@tocsin/domain/alerting/print-matcher';
import {
  checkSilence,
  type Silence,
  type SilenceDraft,
  SilenceDraftSchema,
  type SilenceState,
  silenceState,
} from '@tocsin/domain/alerting/silence';
import type { Matcher, MatchOperator } from '@tocsin/domain/promql/ast';
import { labelsFrom } from '@tocsin/domain/rules/labels';
import { z } from 'zod';
import type { Route, RouteRequest } from '../../route.js';
import { type AlertingWorld, freshEnvelopeOf } from '../../routes/alerting/alerting-world.js';
import { refusalOf } from '../../routes/rules/rule-world.js';
import { alertmanagerRoute, BadRequest, filterField, filtersOf, NotFound } from './alertmanager-route.js';

const MatcherSchema = z.strictObject({
  name: z.string(),
  value: z.string(),
  isRegex: z.boolean(),
  isEqual: z.boolean().default(true),
});
const time = z.iso.datetime({ offset: true });
const PostableSchema = z
  .object({
    id: z.string().max(64).optional(),
    matchers: z.array(MatcherSchema).max(100),
    startsAt: time,
    endsAt: time,
    createdBy: z.string().max(1_000).meta({ description: 'Is not kept: the token says who it is.' }),
    comment: z.string(),
  })
  .meta({ id: 'PostableSilence', description: "A silence as Alertmanager's API takes it." });
const GettableSchema = z
  .strictObject({
    id: z.string(),
    status: z.strictObject({ state: z.enum(['expired', 'active', 'pending']) }),
    updatedAt: z.string(),
    matchers: z.array(MatcherSchema),
    startsAt: z.string(),
    endsAt: z.string(),
    createdBy: z.string(),
    comment: z.string(),
  })
  .meta({ id: 'GettableSilence', description: "A silence in the form of Alertmanager's API." });
type Gettable = z.infer<typeof GettableSchema>;

const order: Readonly<Record<SilenceState, number>> = { active: 0, pending: 1, expired: 2 };

/** Silences in the form of Alertmanager's API v2; those of the platform and these are the same ones. */
export function silenceApi(world: AlertingWorld): Route[] {
  const { silences, sender, clock, ids } = world;
  const gettable = (silence: Silence): Gettable => gettableSilence(silence, clock.now());
  const silenceOf = (tenant: string, { params }: RouteRequest): Silence => {
    const silence = silences.get(tenant, params['id'] ?? '');
    if (silence === null) throw new NotFound('silence not found');
    return silence;
  };
  const expire = async (request: RouteRequest, silence_id: string): Promise<void> => {
    const outcome = await sender.send({ type: 'silence.expire', ...freshEnvelopeOf(request, world), silence_id });
    if (outcome.kind !== 'silence') throw refusalOf(outcome, 'silence');
    silences.learn(outcome.silence);
  };
  const put = async (request: RouteRequest, silence_id: string, draft: SilenceDraft): Promise<void> => {
    const outcome = await sender.send({ type: 'silence.put', ...freshEnvelopeOf(request, world), silence_id, draft });
    if (outcome.kind !== 'silence') throw refusalOf(outcome, 'silence');
    silences.learn(outcome.silence);
  };

  return [
    alertmanagerRoute({
      method: 'GET',
      path: '/silences',
      operation: 'alertmanagerSilences',
      summary: "List silences in the form of Alertmanager's API",
      scope: 'rules:read',
      query: z.strictObject({ filter: filterField.optional() }),
      data: z.array(GettableSchema),
      answer: ({ tenant, form }) => {
        const filters = filtersOf(form).map(labelMatcher);
        return silences
          .ofTenant(tenant)
          .filter((silence) => matchAll(filters, namesAndValues(silence)))
          .map(gettable)
          .sort(bySoonestEnd);
      },
    }),
    alertmanagerRoute({
      method: 'POST',
      path: '/silences',
      operation: 'alertmanagerPostSilence',
      summary: "Create or change a silence in the form of Alertmanager's API",
      description: 'With an `id`, the silence of it is changed; with other matchers, it is ended and a new one made.',
      scope: 'rules:write',
      body: { types: ['application/json'], schema: PostableSchema },
      data: z.strictObject({ silenceID: z.string() }),
      answer: async ({ tenant, request }) => {
        const { id, ...posted } = postedSilence(request.body);
        const known = id === undefined || id === '' ? null : silences.get(tenant, id);
        if (known === null && id !== undefined && id !== '') throw new NotFound('silence not found');
        const draft = draftOf(posted, known, clock.now());
        const isSame = known !== null && known.matchers.join() === draft.matchers.join();
        const isOver = known !== null && silenceState(known, clock.now()) === 'expired';
        const silenceID = known !== null && isSame && !isOver ? known.id : ids.next();
        await put(request, silenceID, draft);
        if (known !== null && silenceID !== known.id && !isOver) await expire(request, known.id);
        return { silenceID };
      },
    }),
    alertmanagerRoute({
      method: 'GET',
      path: '/silence/{id}',
      operation: 'alertmanagerSilence',
      summary: "Read a silence in the form of Alertmanager's API",
      scope: 'rules:read',
      data: GettableSchema,
      answer: ({ tenant, request }) => gettable(silenceOf(tenant, request)),
    }),
    alertmanagerRoute({
      method: 'DELETE',
      path: '/silence/{id}',
      operation: 'alertmanagerDeleteSilence',
      summary: 'End a silence',
      scope: 'rules:write',
      answer: async ({ tenant, request }) => expire(request, silenceOf(tenant, request).id),
    }),
  ];
}

/** @throws BadRequest with what is wrong first */
function postedSilence(body: unknown): z.infer<typeof PostableSchema> {
  const read = PostableSchema.safeParse(body);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new BadRequest(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'is not valid'}`);
}

/** A silence that begins before now begins now, unless it has begun before. */
function draftOf(
  { matchers, startsAt, endsAt, comment }: Omit<z.infer<typeof PostableSchema>, 'id'>,
  known: Silence | null,
  now: number,
): SilenceDraft {
  const start = Math.floor(Date.parse(startsAt));
  const draft = {
    kind: known?.kind ?? 'silence',
    matchers: matchers.map((matcher) => printMatcher(matcherOf(matcher))),
    comment: comment.trim() === '' ? 'no comment' : comment,
    starts_at: known !== null && known.starts_at <= now ? known.starts_at : Math.max(start, now),
    ends_at: Math.floor(Date.parse(endsAt)),
    ...(known?.recurrence === undefined ? {} : { recurrence: known.recurrence }),
  };
  for (const text of draft.matchers) {
    const read = readMatcher(text);
    if (read.kind === 'refused') throw new BadRequest(`silence invalid: ${read.message}`);
  }
  const read = SilenceDraftSchema.safeParse(draft);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new BadRequest(`silence invalid: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`);
  }
  const [finding] = checkSilence(read.data, now);
  if (finding !== undefined) throw new BadRequest(`silence invalid: ${finding.path} ${finding.message}`);
  return read.data;
}

function matcherOf({ name, value, isRegex, isEqual }: z.infer<typeof MatcherSchema>): Matcher {
  return { name, value, operator: `${isEqual ? (isRegex ? '=' : '') : '!'}${isRegex ? '~' : '='}` as MatchOperator };
}

function matchersOf({ matchers }: Silence): z.infer<typeof MatcherSchema>[] {
  return matchers.flatMap((text) => {
    const read = readMatcher(text);
    if (read.kind === 'refused') return [];
    const { name, value, operator } = read.matcher;
    return [{ name, value, isRegex: operator.endsWith('~'), isEqual: operator.startsWith('=') }];
  });
}

/** Filters are asked of what the matchers of a silence say, as if that were labels. */
function namesAndValues(silence: Silence): Readonly<Record<string, string>> {
  return labelsFrom(matchersOf(silence).map(({ name, value }) => [name, value]));
}

function gettableSilence(silence: Silence, now: number): Gettable {
  const iso = (ms: number): string => new Date(ms).toISOString();
  return {
    id: silence.id,
    status: { state: silenceState(silence, now) },
    updatedAt: iso(silence.updated_at),
    matchers: matchersOf(silence),
    startsAt: iso(silence.starts_at),
    endsAt: iso(silence.ends_at),
    createdBy: silence.created_by,
    comment: silence.comment,
  };
}

/** Active ones first, then those to come, then those that ended. */
function bySoonestEnd(a: Gettable, b: Gettable): number {
  const states = order[a.status.state] - order[b.status.state];
  if (states !== 0) return states;
  const [first, second] = a.status.state === 'expired' ? [b, a] : [a, b];
  return first.endsAt < second.endsAt ? -1 : 1;
}
