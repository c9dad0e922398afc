import { type Episode, episodesOf } from '@tocsin/domain/backtest/episodes';
import { ruleNeeds } from '@tocsin/domain/backtest/rule-backtest';
import {
  type ConfigurationRecommendation,
  SettingFiguresSchema,
} from '@tocsin/domain/recommendations/configuration-recommendation';
import { alertLabelsOf } from '@tocsin/domain/recommendations/known-incidents';
import { measuredText } from '@tocsin/domain/recommendations/recommendation-text';
import { settingOf, settingText, withSetting } from '@tocsin/domain/recommendations/rule-setting';
import { figuresOf, incidentsOfRule } from '@tocsin/domain/recommendations/setting-figures';
import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import { z } from 'zod';
import { ProblemError } from '../problem.js';
import type { RouteRequest } from '../route.js';
import { envelopeOf, refusalOf } from '../routes/rules/rule-world.js';
import { askedHistory, historyStart, incidentsKnownOf, type RecommendationWorld } from './recommendation-world.js';

/** Most notifications that are counted. */
const NOTIFICATIONS_MAX = 1_000;
/** Among so many versions after the one that was made, the next that stood is looked for. */
const LATER_VERSIONS_MAX = 100;

const Time = z.number().meta({ description: 'Milliseconds since 1970.' });
export const OutcomeSchema = z
  .strictObject({
    from: Time,
    to: Time.meta({ description: 'Now, or when the rule got another setting.' }),
    incidents: z.int().min(0),
    sent: SettingFiguresSchema.meta({ description: 'What the rule really did.' }),
    before: SettingFiguresSchema.meta({ description: 'What it would have done with the setting of before.' }),
    promised_pages: z.number().meta({ description: 'What the recommendation promised, for as long a time.' }),
    delivered: z.int().meta({
      description: `How many notifications of its firing alerts receivers took, ${NOTIFICATIONS_MAX} at most.`,
    }),
    text: z.string(),
  })
  .meta({ id: 'RecommendationOutcome' });

/**
 * What a rule has done since it has a recommended setting, beside what it would have done without.
 *
 * @throws ProblemError 409 when it never had the setting, and as a back-test does
 */
export async function outcomeOf(
  recommendation: ConfigurationRecommendation,
  request: RouteRequest,
  world: RecommendationWorld,
): Promise<z.infer<typeof OutcomeSchema>> {
  const { tenant_id: tenant, before, backtest } = recommendation;
  const now = world.clock.now();
  const stood = await stoodFrom(recommendation, request, world);
  const from = Math.max(stood.since, await historyStart(world, tenant, now));
  const to = Math.max(from, stood.until ?? now);
  const rule: AlertRule = { ...stood.rule, status: 'active' };

  const asked = { tenant, subject: { kind: 'rule', rule: withSetting(rule, before), live: [] }, from, to } as const;
  const report = await world.runner.run({ ...asked, incidents: null }, () => undefined, request.signal);
  const without = episodesOf(report.transitions);
  const sent = world.alerts
    .ofTenant(tenant)
    .flatMap(({ rule_id, fingerprint, labels, fired_at: firedAt, resolved_at: resolvedAt }): Episode[] =>
      rule_id === rule.id && firedAt !== null && firedAt >= from && firedAt <= to
        ? [{ ruleId: rule_id, fingerprint, labels, firedAt, resolvedAt }]
        : [],
    );
  const labels = [...(await alertLabels(rule, world, from, to)), ...sent.map((episode) => episode.labels)];
  const incidents = incidentsOfRule(incidentsKnownOf(rule, world, now), rule, labels, { from, to });
  const [is, was] = [figuresOf(sent, incidents), figuresOf(without, incidents)];
  return {
    from,
    to,
    incidents: incidents.length,
    sent: is,
    before: was,
    promised_pages: (backtest.after.pages * (to - from)) / (backtest.to - backtest.from),
    delivered: await deliveredOf(rule, world, from, to),
    text: measuredText(is, [before, was], incidents.length, to - from),
  };
}

interface Stood {
  readonly rule: AlertRule;
  readonly since: number;
  /** Null while the rule has the setting. */
  readonly until: number | null;
}

/** From when to when the rule had the setting. */
async function stoodFrom(
  { tenant_id, rule_id, state, after, applied_version }: ConfigurationRecommendation,
  request: RouteRequest,
  world: RecommendationWorld,
): Promise<Stood> {
  if (state !== 'accepted' || applied_version === undefined) throw notApplied(`The recommendation is ${state}`);
  const envelope = envelopeOf(request, world, 'GET /api/recommendations/{id}/outcome');
  const named = { of: 'rule', name: rule_id } as const;
  const read = await world.sender.send({ type: 'versions.read', ...envelope, ...named, version: applied_version });
  if (read.kind !== 'version') throw refusalOf(read, 'version');
  const { state: applied, at, decision, document } = read.version;
  if (applied !== 'applied') throw notApplied(`The change of the rule is ${applied}`);
  if (!('conditions' in document)) throw new TypeError('a version of a rule holds a group');
  const since = decision?.at ?? at;
  const rule = world.rules.get(tenant_id, rule_id);
  const setting = rule === null ? null : settingOf(rule);
  if (rule !== null && setting !== null && settingText(setting) === settingText(after))
    return { rule, since, until: null };
  const following = { before: applied_version + LATER_VERSIONS_MAX + 1, limit: LATER_VERSIONS_MAX };
  const listed = await world.sender.send({
    type: 'versions.list',
    ...envelope,
    id: world.ids.next(),
    ...named,
    ...following,
  });
  if (listed.kind !== 'versions') throw refusalOf(listed, 'version');
  const later = listed.versions.filter((one) => one.version > applied_version && one.state === 'applied');
  const ends = later.map((one) => one.decision?.at ?? one.at);
  return { rule: document, since, until: ends.length === 0 ? null : Math.min(...ends) };
}

/** Labels that alerts of the rule could have had in that time. */
async function alertLabels(rule: AlertRule, { history }: RecommendationWorld, from: number, to: number) {
  const asked = ruleNeeds(rule, from, to).map((needed) =>
    askedHistory(history.series({ tenant: rule.tenant_id, ...needed })),
  );
  return (await Promise.all(asked)).flat().map((series) => alertLabelsOf(rule, series));
}

async function deliveredOf(
  { tenant_id, id: ruleId }: AlertRule,
  { ledger }: RecommendationWorld,
  from: number,
  to: number,
): Promise<number> {
  const filter = { ruleId, outcome: 'delivered', from, to: to + 1 } as const;
  const notifications = await ledger.list(tenant_id, filter, null, NOTIFICATIONS_MAX);
  return notifications.filter(({ attempts }) => attempts[0]?.status === 'firing').length;
}

const notApplied = (what: string): ProblemError =>
  new ProblemError(
    409,
    'not-applied',
    'There is nothing to measure',
    `${what}; only what a rule has, or had, is measured.`,
  );
