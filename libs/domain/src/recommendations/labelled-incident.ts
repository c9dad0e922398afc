import { z } from 'zod';
import { labelMatchers, matchAll } from '../alerting/label-matcher.js';
import { MATCHERS_MAX, MatcherTextSchema } from '../alerting/notification-policy.js';
import { TenantIdSchema } from '../rules/alert-rule.js';
import { error, type Finding } from '../rules/finding.js';

/** Longest incident: with one that never ends, every alert would be right. */
const INCIDENT_MS_MAX = 31 * 86_400_000;

/** What somebody says was really wrong. Times are ms since 1970, both ends included. */
export const LabelledIncidentDraftSchema = z
  .strictObject({
    title: z.string().trim().min(1).max(200),
    matchers: z.array(MatcherTextSchema).min(1).max(MATCHERS_MAX).meta({
      description:
        'Which alerts should have told of it, as silences say it: all must fit. `alertname`, `severity` and labels.',
    }),
    starts_at: z.int().min(0),
    ends_at: z.int().min(0),
  })
  .meta({
    id: 'IncidentDraft',
    description: 'A time at which something was really wrong, and whose alerts should tell.',
  });
export type LabelledIncidentDraft = z.infer<typeof LabelledIncidentDraftSchema>;

export const LabelledIncidentSchema = LabelledIncidentDraftSchema.extend({
  id: z.string(),
  tenant_id: TenantIdSchema,
  created_by: z.string(),
  created_at: z.int(),
}).meta({ id: 'Incident' });
export type LabelledIncident = z.infer<typeof LabelledIncidentSchema>;

/** What an incident that fits its schema says that cannot be. */
export function checkIncident({ matchers, starts_at, ends_at }: LabelledIncidentDraft): Finding[] {
  const findings: Finding[] = [];
  if (matchAll(labelMatchers(matchers), {}))
    findings.push(
      error(
        'matchers',
        'matches_everything',
        'would fit alerts that have none of these labels, and so nearly every alert',
        'Let at least one matcher ask for a value that is not empty, such as `alertname="X"`.',
      ),
    );
  if (ends_at < starts_at)
    findings.push(error('ends_at', 'ends_before_it_begins', 'lies before `starts_at`', 'Give a later time.'));
  else if (ends_at - starts_at > INCIDENT_MS_MAX)
    findings.push(
      error('ends_at', 'too_long', 'is more than 31 days after `starts_at`', 'Write down several shorter ones.'),
    );
  return findings;
}
