import { z } from 'zod';
import type { Transition } from '../engine/transition.js';
import { DifferenceSchema, differencesOf, isOfGroup } from './compare-transitions.js';
import type { ReplayedSpan } from './replay-span.js';

/** Most differences that are told one by one; all are counted. */
const DIFFERENCES_MAX = 100;
/** Most names in a list of what was left out. */
const NAMES_MAX = 100;

const Time = z.number().meta({ description: 'Milliseconds since 1970.' });
const NamedSchema = z.strictObject({
  rule_id: z.string(),
  rule_name: z.string(),
  labels: z.record(z.string(), z.string()),
  episode_start: Time,
});

export const ReplayReportSchema = z
  .strictObject({
    from: Time,
    to: Time,
    replayed_from: Time.meta({
      description: 'Where in the log the replay began, so that windows were full at `from`.',
    }),
    records: z.int().meta({ description: 'How many records of the log were read.' }),
    equal: z.int(),
    missing: z.int().meta({ description: 'Transitions of the log that were not made again.' }),
    unexpected: z.int().meta({ description: 'Transitions that were made and do not stand in the log.' }),
    different: z.int().meta({ description: 'Transitions that were made again with another content.' }),
    differences: z.array(
      z.strictObject({
        kind: z.enum(['missing', 'unexpected', 'different']),
        id: z.string(),
        state: z.string(),
        at: Time,
        ...NamedSchema.shape,
        fields: z.array(DifferenceSchema),
      }),
    ),
    began_before: z
      .strictObject({ transitions: z.int(), alerts: z.array(NamedSchema) })
      .meta({ description: 'Of episodes that began before what can be decided again; they are not compared.' }),
    not_replayed: z
      .strictObject({ transitions: z.int(), rules: z.array(z.string()) })
      .meta({ description: 'Of rules whose version of then can no longer be had.' }),
  })
  .meta({
    id: 'ReplayReport',
    description: 'A span of the log decided again, held against the transitions in the log.',
  });
export type ReplayReport = z.infer<typeof ReplayReportSchema>;

export interface ComparedSpan {
  /** Event times of the transitions that are compared; ms since 1970, `to` not included. */
  readonly from: number;
  readonly to: number;
  /** The episodes that began before this were not seen to begin; ms since 1970, minus infinity when all were. */
  readonly trustedFrom: number;
  /** Of each partition of the samples: the first offset that was read, and the first that was not read any more. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** Ids of rules, and names of groups followed by a slash, that could not be decided again. */
  readonly unknownRules: readonly string[];
}

/** Everything that the log tells, up to the end of the span, and all that was decided again. */
export function compareSpan(
  recorded: readonly Transition[],
  { transitions, finished }: ReplayedSpan,
  span: ComparedSpan,
): Omit<ReplayReport, 'from' | 'to' | 'replayed_from' | 'records'> {
  const ticks = new Map(finished);
  const isCovered = (one: Transition): boolean =>
    one.at >= span.from &&
    one.at < span.to &&
    (isOfGroup(one)
      ? one.at <= (ticks.get(groupOf(one, ticks)) ?? Number.NEGATIVE_INFINITY)
      : one.source.offset >= (span.starts[one.source.partition] ?? 0) &&
        one.source.offset < (span.ends[one.source.partition] ?? 0));
  const isUnknown = ({ rule_id }: Transition): boolean =>
    span.unknownRules.some((rule) => (rule.endsWith('/') ? rule_id.startsWith(rule) : rule_id === rule));
  const before = recorded.filter((one) => one.episode_start < span.trustedFrom);
  const blind = blindUntil(before);
  const isBlind = (one: Transition): boolean =>
    one.episode_start < span.trustedFrom || one.episode_start <= (blind.get(alertOf(one)) ?? Number.NEGATIVE_INFINITY);

  const told = recorded.filter((one) => isCovered(one) || (isUnknown(one) && one.at >= span.from && one.at < span.to));
  const notReplayed = told.filter(isUnknown);
  const beganBefore = told.filter((one) => !isUnknown(one) && isBlind(one));
  const compared = told.filter((one) => !isUnknown(one) && !isBlind(one));
  const made = new Map(
    transitions
      .filter((one) => isCovered(one) && !isUnknown(one) && !isBlind(one))
      .map((one) => [one.id, one] as const),
  );
  const differences: ReplayReport['differences'] = [];
  const counts = { equal: 0, missing: 0, unexpected: 0, different: 0 };
  const note = (
    kind: 'missing' | 'unexpected' | 'different',
    one: Transition,
    fields: ReturnType<typeof differencesOf>,
  ) => {
    counts[kind] += 1;
    if (differences.length < DIFFERENCES_MAX)
      differences.push({ kind, id: one.id, state: one.state, at: one.at, ...named(one), fields });
  };
  for (const one of compared) {
    const again = made.get(one.id);
    made.delete(one.id);
    const fields = again === undefined ? [] : differencesOf(one, again);
    if (again === undefined) note('missing', one, []);
    else if (fields.length > 0) note('different', one, fields);
    else counts.equal += 1;
  }
  for (const one of made.values()) note('unexpected', one, []);
  return {
    ...counts,
    differences,
    began_before: { transitions: beganBefore.length, alerts: namesOf(beganBefore) },
    not_replayed: {
      transitions: notReplayed.length,
      rules: [...new Set([...span.unknownRules, ...notReplayed.map(({ rule_id }) => rule_id)])].slice(0, NAMES_MAX),
    },
  };
}

/** Of each alert: up to when an episode lasts whose beginning was not seen; a replay sees it begin too late. */
function blindUntil(before: readonly Transition[]): Map<string, number> {
  const ends = new Map<string, number>();
  for (const one of before.toSorted((a, b) => a.at - b.at)) {
    const isOver = one.state === 'resolved' || one.state === 'inactive';
    ends.set(alertOf(one), isOver ? one.at : Number.POSITIVE_INFINITY);
  }
  return ends;
}

const alertOf = ({ rule_id, fingerprint }: Transition): string => `${rule_id} ${fingerprint}`;

/** The group that a rule's id names; both may hold slashes. */
function groupOf({ rule_id }: Transition, groups: ReadonlyMap<string, number>): string {
  for (let cut = rule_id.indexOf('/'); cut >= 0; cut = rule_id.indexOf('/', cut + 1))
    if (groups.has(rule_id.slice(0, cut))) return rule_id.slice(0, cut);
  return '';
}

const named = ({ rule_id, rule_name, labels, episode_start }: Transition): z.infer<typeof NamedSchema> => ({
  rule_id,
  rule_name,
  labels,
  episode_start,
});

function namesOf(transitions: readonly Transition[]): z.infer<typeof NamedSchema>[] {
  const byEpisode = new Map(transitions.map((one) => [`${alertOf(one)} ${one.episode_start}`, named(one)]));
  return [...byEpisode.values()].slice(0, NAMES_MAX);
}
