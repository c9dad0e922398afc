import { z } from 'zod';
import { TenantIdSchema } from '../rules/alert-rule.js';
import { error, type Finding } from '../rules/finding.js';
import type { Labels } from '../rules/labels.js';
import { labelMatchers, matchAll } from './label-matcher.js';
import { MATCHERS_MAX, MatcherTextSchema } from './notification-policy.js';
import { compilePeriods, TimePeriodsSchema } from './time-interval.js';

/** Longest that a silence may last; what is to be silent for longer is a matter of rules and routes. */
const SILENCE_MS_MAX = 366 * 86_400_000;

/** Within a silence's time, when it holds: again and again, such as each Sunday night. */
const RecurrenceSchema = z.union([
  z.strictObject({
    time_interval: z.string().min(1).max(200).meta({ description: "A name of the policy's intervals." }),
  }),
  z.strictObject({ time_intervals: TimePeriodsSchema }),
]);
export type Recurrence = z.infer<typeof RecurrenceSchema>;

/** A silence as a user writes it. Times are ms since 1970. */
export const SilenceDraftSchema = z
  .strictObject({
    kind: z
      .enum(['silence', 'maintenance'])
      .default('silence')
      .meta({ description: 'A maintenance window holds as a silence does, and is listed apart.' }),
    matchers: z.array(MatcherTextSchema).min(1).max(MATCHERS_MAX).meta({ description: 'All must fit.' }),
    comment: z.string().trim().min(1).max(4_000),
    starts_at: z.int().min(0),
    ends_at: z.int().min(0),
    recurrence: RecurrenceSchema.optional().meta({
      description: 'Only at these times between `starts_at` and `ends_at`; always when left out.',
    }),
  })
  .meta({ id: 'SilenceDraft', description: 'Which alerts nobody is told of, and for how long.' });
export type SilenceDraft = z.infer<typeof SilenceDraftSchema>;

export const SilenceSchema = SilenceDraftSchema.extend({
  id: z.string(),
  tenant_id: TenantIdSchema,
  created_by: z.string(),
  created_at: z.int(),
  updated_at: z.int(),
}).meta({ id: 'Silence' });
export type Silence = z.infer<typeof SilenceSchema>;

export type SilenceState = 'pending' | 'active' | 'expired';

/** What a silence that fits its schema says that cannot be. */
export function checkSilence(silence: SilenceDraft, now: number): Finding[] {
  const findings: Finding[] = [];
  if (matchAll(labelMatchers(silence.matchers), {}))
    findings.push(
      error(
        'matchers',
        'matches_everything',
        'would fit alerts that have none of these labels, and so nearly every alert',
        'Let at least one matcher ask for a value that is not empty, such as `alertname="X"`.',
      ),
    );
  if (silence.ends_at <= silence.starts_at)
    findings.push(error('ends_at', 'ends_before_it_begins', 'is not after `starts_at`', 'Give a later time.'));
  else if (silence.ends_at <= now)
    findings.push(error('ends_at', 'in_the_past', 'is over already', 'Give a time to come.'));
  else if (silence.ends_at - silence.starts_at > SILENCE_MS_MAX)
    findings.push(
      error('ends_at', 'too_long', 'is more than 366 days after `starts_at`', 'Change the rule or its route instead.'),
    );
  return findings;
}

/** What a silence is at a moment, whichever hours it recurs at. */
export function silenceState(
  { starts_at, ends_at }: Pick<Silence, 'starts_at' | 'ends_at'>,
  now: number,
): SilenceState {
  if (now < starts_at) return 'pending';
  return now < ends_at ? 'active' : 'expired';
}

/** A silence that can be asked of alerts. */
export interface CompiledSilence {
  readonly silence: Silence;
  fits(labels: Labels): boolean;
  /** @param intervalHolds - whether a time interval of the policy holds now; one that there is no more holds never */
  isActive(now: number, intervalHolds: (name: string) => boolean): boolean;
}

const compiled = new WeakMap<Silence, CompiledSilence>();

/** Compiles a silence, each once. */
export function compiledSilenceOf(silence: Silence): CompiledSilence {
  const known = compiled.get(silence);
  if (known !== undefined) return known;
  const made = compileSilence(silence);
  compiled.set(silence, made);
  return made;
}

function compileSilence(silence: Silence): CompiledSilence {
  const matchers = labelMatchers(silence.matchers);
  const { recurrence } = silence;
  const recurs =
    recurrence !== undefined && 'time_intervals' in recurrence ? compilePeriods(recurrence.time_intervals) : null;
  return {
    silence,
    fits: (labels) => matchAll(matchers, labels),
    isActive: (now, intervalHolds) => {
      if (silenceState(silence, now) !== 'active') return false;
      if (recurrence !== undefined && 'time_interval' in recurrence) return intervalHolds(recurrence.time_interval);
      return recurs === null || recurs(now);
    },
  };
}
