import { apiResponse } from '@tocsin/contracts/http/api-response';
import { whyNoChance } from '@tocsin/domain/forecasting/chance-reading';
import { groupRuleId } from '@tocsin/domain/groups/group-transitions';
import type { RuleGroupDocument } from '@tocsin/domain/groups/rule-group-document';
import { METRIC_NAME } from '@tocsin/domain/plan/label-set';
import { type AlertRule, AlertSeveritySchema } from '@tocsin/domain/rules/alert-rule';
import {
  BREACH_PROBABILITY,
  PREDICTION_ABSTAINED,
  SERIES_LEFT_OUT,
  TIME_TO_BREACH,
} from '@tocsin/domain/rules/condition-source';
import type { Labels } from '@tocsin/domain/rules/labels';
import type { Clock } from '@tocsin/ports/clock';
import type { CompactedDirectory } from '@tocsin/ports/compacted-directory';
import type { HistorySeries, SeriesHistory } from '@tocsin/ports/series-history';
import { z } from 'zod';
import { AuthManager } from '../auth-manager.js';
import { parsed, principalOf, type Route } from '../route.js';
import { horizonOf, HorizonSchema, toldBetween, type ToldOf, toldOf } from './told-series.js';

/** What was told longer ago holds no more: predictions are told anew every five minutes at most. */
const TOLD_MS = 15 * 60_000;
/** How many series have no room is told every half a minute. */
const LEFT_OUT_TOLD_MS = 90_000;

const QuerySchema = z.strictObject({
  horizon: HorizonSchema.default('1h'),
  metric: z
    .union([z.string().max(512), z.array(z.string().max(512)).max(20)])
    .optional()
    .meta({ description: 'Only series of these metrics; may stand several times.' }),
  rule_id: z.string().max(64).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100).meta({ description: 'Most of each list.' }),
});
const of = {
  rule_id: z.string(),
  metric: z.string(),
  labels: z.record(z.string(), z.string()),
  horizon: HorizonSchema,
  at: z.number().meta({ description: 'When it was told; event time in ms since 1970.' }),
};
const PredictedAlertSchema = z
  .strictObject({
    ...of,
    rule_name: z.string(),
    severity: AlertSeveritySchema,
    probability: z.number().meta({ description: 'That the rule fires on the series within the horizon; 0 to 1.' }),
    time_to_breach_ms: z.number().nullable().meta({
      description:
        'After how long, from now, the rule is as likely as not to have fired; 0 where that time has come, null where it lies beyond the horizon.',
    }),
  })
  .meta({ id: 'PredictedAlert' });
const PredictionsSchema = z
  .strictObject({
    is_on: z.boolean().meta({ description: 'Whether this installation predicts anything.' }),
    alert_probability: z.number().nullable().meta({
      description: 'The greatest of the chances: at least one alert fires with no less. Null where none is told.',
    }),
    predicted_alerts: z.array(PredictedAlertSchema).meta({ description: 'The likeliest first.' }),
    abstained: z
      .array(
        z
          .strictObject({
            ...of,
            rule_id: z.string().nullable(),
            rule_name: z
              .string()
              .nullable()
              .meta({ description: 'Null where it is about all rules, or the rule is gone.' }),
            reason: z.string(),
          })
          .meta({ id: 'AbstainedPrediction' }),
      )
      .meta({ description: 'Of what nothing can be told, and why.' }),
    series_left_out: z.number().meta({
      description: 'Series that rules ask for, or that are marked, and that nothing is predicted of, for want of room.',
    }),
  })
  .meta({ id: 'Predictions' });

export interface PredictionRoutesOptions {
  history: Pick<SeriesHistory, 'select'>;
  rules: Pick<CompactedDirectory<AlertRule>, 'get' | 'ofTenant'>;
  groups: { ofTenant(tenant: string): readonly RuleGroupDocument[] };
  clock: Clock;
  /** Whether the installation predicts. */
  predicts: boolean;
}

/** What is told while nothing is predicted; what was told before that holds no more. */
const NOTHING_PREDICTED = {
  is_on: false,
  alert_probability: null,
  predicted_alerts: [],
  abstained: [],
  series_left_out: 0,
};

/** What is about to fire, as it was last told. */
export function predictionRoutes({ history, rules, groups, clock, predicts }: PredictionRoutesOptions): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/predictions',
      operation: 'getPredictions',
      tag: 'alerts',
      summary: 'How likely alerts are to fire soon',
      description:
        'Of rules that do not fire yet. What rules over several series come to is told of the rule as a whole, without a metric and labels. The same stands in the series `tocsin_breach_probability` and `tocsin_prediction_abstained`. Also needs the scope metrics:read.',
      scope: 'rules:read',
      query: QuerySchema,
      answers: { 200: { description: 'Chances within one horizon.', schema: apiResponse(PredictionsSchema) } },
      handle: async (request) => {
        const principal = principalOf(request);
        AuthManager.demand(principal, 'metrics:read');
        const { horizon, metric, rule_id, limit } = parsed(QuerySchema, request.query);
        const metrics = metric === undefined ? null : new Set([metric].flat());
        const { tenant } = principal;
        const now = clock.now();
        if (!predicts) return { status: 200, data: NOTHING_PREDICTED };
        const told = async (name: string): Promise<ToldSeries[]> =>
          (await lately(history, tenant, horizonOf(name, horizon), now, TOLD_MS)).flatMap((series) => {
            const one = lastTold(series);
            const fits = (metrics?.has(one.metric) ?? true) && (rule_id === undefined || one.rule_id === rule_id);
            return fits ? [one] : [];
          });
        const [chances, abstentions] = [await told(BREACH_PROBABILITY), await told(PREDICTION_ABSTAINED)];
        const breaches = new Map((await told(TIME_TO_BREACH)).map((one) => [keyOf(one), one]));
        // What cannot be told of a series at all cannot be told of any rule on it.
        const silentSince = lastTimes(abstentions);
        const isSilenced = (one: ToldSeries, rule_id: string | null): boolean =>
          one.at <= (silentSince.get(keyOf({ ...one, rule_id })) ?? Number.NEGATIVE_INFINITY);
        const predicted = chances
          .filter((one) => !isSilenced(one, null) && !isSilenced(one, one.rule_id))
          .flatMap(({ reason: _reason, value: probability, rule_id: id, ...one }) => {
            const rule = id === null ? null : rules.get(tenant, id);
            if (rule === null) return [];
            const breach = breaches.get(keyOf({ ...one, rule_id: rule.id }));
            // It is told together with the chance, or not at all.
            const time_to_breach_ms =
              breach?.at === one.at ? Math.max(0, Math.round(one.at + breach.value * 1_000 - now)) : null;
            const { name: rule_name, severity } = rule;
            return [{ ...one, horizon, rule_id: rule.id, rule_name, severity, probability, time_to_breach_ms }];
          })
          .sort((a, b) => b.probability - a.probability);
        const sinceThen = lastTimes(chances);
        const abstained = abstentions
          .filter((one) => one.at === silentSince.get(keyOf(one)))
          .filter((one) => one.at >= (sinceThen.get(keyOf(one)) ?? Number.NEGATIVE_INFINITY))
          .map(({ value: _value, reason, ...one }) => {
            const rule_name = one.rule_id === null ? null : (rules.get(tenant, one.rule_id)?.name ?? null);
            return { ...one, rule_name, horizon, reason: reason ?? '' };
          });
        const never = [...rulesWithoutChance(rules.ofTenant(tenant)), ...alertsOfGroups(groups.ofTenant(tenant))]
          .filter((one) => metrics === null && (rule_id === undefined || one.rule_id === rule_id))
          .map((one) => ({ ...one, metric: '', labels: {}, horizon, at: now }));
        return {
          status: 200,
          data: {
            is_on: predicts,
            alert_probability: predicted[0]?.probability ?? null,
            predicted_alerts: predicted.slice(0, limit),
            abstained: [...abstained, ...never].slice(0, limit),
            series_left_out: await leftOut(history, tenant, now),
          },
        };
      },
    },
  ];
}

/** Rules of which no chance is ever told, whatever their series do. */
const rulesWithoutChance = (rules: readonly AlertRule[]) =>
  rules.flatMap((rule) => {
    const reason = rule.status === 'active' ? whyNoChance(rule) : null;
    return reason === null ? [] : [{ rule_id: rule.id, rule_name: rule.name, reason: reason as string }];
  });

/** Alerts of rule groups are evaluated by the clock, with what their groups record, and not simulated. */
const alertsOfGroups = (groups: readonly RuleGroupDocument[]) =>
  groups.flatMap((group) =>
    group.rules.flatMap((rule, place) =>
      'alert' in rule ? [{ rule_id: groupRuleId(group, place), rule_name: rule.alert, reason: 'rule_of_a_group' }] : [],
    ),
  );

interface ToldSeries extends ToldOf {
  readonly at: number;
  readonly value: number;
}

async function leftOut(history: Pick<SeriesHistory, 'select'>, tenant: string, now: number): Promise<number> {
  const byProcess = await lately(history, tenant, { [METRIC_NAME]: SERIES_LEFT_OUT }, now, LEFT_OUT_TOLD_MS);
  return byProcess.reduce((sum, { values }) => sum + (values.at(-1) ?? 0), 0);
}

const lately = (
  history: Pick<SeriesHistory, 'select'>,
  tenant: string,
  labels: Labels,
  now: number,
  periodMs: number,
): Promise<readonly HistorySeries[]> => toldBetween(history, tenant, labels, now - periodMs, now);

/** The last that was told in a series, which has samples. */
function lastTold(series: HistorySeries): ToldSeries {
  return { ...toldOf(series), at: series.times.at(-1) as number, value: series.values.at(-1) as number };
}

const keyOf = ({ rule_id, metric, labels }: Pick<ToldSeries, 'rule_id' | 'metric' | 'labels'>): string =>
  JSON.stringify([rule_id, metric, Object.entries(labels)]);

/** When each was told last. */
function lastTimes(told: readonly ToldSeries[]): Map<string, number> {
  const times = new Map<string, number>();
  for (const one of told) times.set(keyOf(one), Math.max(one.at, times.get(keyOf(one)) ?? Number.NEGATIVE_INFINITY));
  return times;
}
