import { changeOf } from '@tocsin/contracts/topics/rule-groups';
import { joinsLiveAt, type LiveGroup } from '@tocsin/domain/backtest/backtest';
import type { LiveEpisode } from '@tocsin/domain/backtest/rule-backtest';
import { groupRuleId } from '@tocsin/domain/groups/group-transitions';
import type { RuleGroupDocument, RuleGroupDraft } from '@tocsin/domain/groups/rule-group-document';
import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import type { AlertDetail } from '../read-model/alert.js';

/** The times that alerts of a rule were there live. */
export function liveEpisodesOf(rule: AlertRule, alerts: readonly AlertDetail[]): LiveEpisode[] {
  return alerts
    .filter(({ rule_id }) => rule_id === rule.id)
    .map(({ fingerprint, started_at: startedAt, resolved_at: resolvedAt }) => ({ fingerprint, startedAt, resolvedAt }));
}

/**
 * What is known of a group's live evaluation, so that a back-test goes on from it; null when the draft is not what is
 * evaluated.
 *
 * @param stored - the group of the draft's name; null when there is none
 * @param alerts - those of the tenant
 * @param from - when the back-test begins; ms since 1970
 */
export function liveGroupOf(
  draft: RuleGroupDraft,
  stored: RuleGroupDocument | null,
  alerts: readonly AlertDetail[],
  from: number,
): LiveGroup | null {
  if (stored === null || changeOf(stored, draft) !== 'unchanged') return null;
  const since = stored.updated_at;
  const at = joinsLiveAt(draft, from, since);
  const placeOf = new Map(stored.rules.map((_, place) => [groupRuleId(stored, place), place]));
  const standing = alerts.flatMap(({ rule_id, labels, evidence, value, started_at, fired_at, resolved_at }) => {
    const place = placeOf.get(rule_id);
    if (place === undefined || started_at > at || (resolved_at !== null && resolved_at <= at)) return [];
    const firedAt = fired_at !== null && fired_at <= at ? fired_at : null;
    const source = evidence[0]?.labels ?? {};
    return [{ place, labels, source, value: value ?? Number.NaN, activeAt: started_at, firedAt }];
  });
  return { since, standing };
}
