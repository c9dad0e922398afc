import { apiResponse } from '@tocsin/contracts/http/api-response';
import { fingerprintOf } from '@tocsin/domain/engine/judge';
import { type Reliability, reliabilityOf, type ToldChance } from '@tocsin/domain/forecasting/reliability';
import { HORIZONS } from '@tocsin/domain/forecasting/series-forecaster';
import { BREACH_PROBABILITY } from '@tocsin/domain/rules/condition-source';
import type { Clock } from '@tocsin/ports/clock';
import type { HistorySeries, SeriesHistory } from '@tocsin/ports/series-history';
import { z } from 'zod';
import { AuthManager } from '../auth-manager.js';
import type { AlertDirectory } from '../read-model/alert-directory.js';
import { parsed, principalOf, type Route } from '../route.js';
import { horizonOf, HorizonSchema, toldBetween, toldOf } from './told-series.js';

/** Chances of the last day are judged, or of two horizons where that is longer. */
const JUDGED_MS_MIN = 86_400_000;
const JUDGED_HORIZONS = 2;

const QuerySchema = z.strictObject({
  horizon: HorizonSchema.default('1h'),
  rule_id: z.string().max(64).optional(),
});
const share = (what: string) =>
  z
    .number()
    .nullable()
    .meta({ description: `${what}; null where there are none.` });
const ReliabilitySchema = z
  .strictObject({
    horizon: HorizonSchema,
    from: z.number().meta({ description: 'When the first chances were told that are judged; ms since 1970.' }),
    to: z.number().meta({ description: 'And the last: one horizon ago.' }),
    count: z
      .number()
      .meta({ description: 'How many chances were judged: four a horizon at most of each rule and series.' }),
    brier: share('The mean squared distance of chances from what happened: 0 is perfect'),
    brier_of_share: share('The same of somebody who always tells the share that came true'),
    bins: z.array(
      z
        .strictObject({
          from: z.number(),
          to: z.number(),
          count: z.number(),
          told: share('The mean of the chances'),
          happened: share('Which share of them came true'),
        })
        .meta({ id: 'ReliabilityBin', description: 'Chances of about the same size.' }),
    ),
  })
  .meta({ id: 'PredictionReliability', description: 'Whether chances mean what they say.' });

export interface ReliabilityRoutesOptions {
  history: Pick<SeriesHistory, 'select'>;
  alerts: Pick<AlertDirectory, 'newestFirst' | 'wholeSince'>;
  clock: Clock;
}

/** Holds what was predicted against what happened. */
export function reliabilityRoutes({ history, alerts, clock }: ReliabilityRoutesOptions): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/predictions/reliability',
      operation: 'getPredictionReliability',
      tag: 'alerts',
      summary: 'Whether the chances that were told came true as often as they said',
      description:
        'Chances whose horizon is over are held against the alerts that fired within it, in ten bins by their size. Chances of the last day are judged, or of two horizons where that is longer, as far back as all alerts are remembered. Also needs the scope metrics:read.',
      scope: 'rules:read',
      query: QuerySchema,
      answers: { 200: { description: 'By the size of the chances.', schema: apiResponse(ReliabilitySchema) } },
      handle: async (request) => {
        const principal = principalOf(request);
        AuthManager.demand(principal, 'metrics:read');
        const { horizon, rule_id } = parsed(QuerySchema, request.query);
        const { tenant } = principal;
        const [now, horizonMs] = [clock.now(), HORIZONS[horizon]];
        const to = now - horizonMs;
        const from = Math.max(to - Math.max(JUDGED_MS_MIN, JUDGED_HORIZONS * horizonMs), alerts.wholeSince(tenant));
        const labels = { ...horizonOf(BREACH_PROBABILITY, horizon), ...(rule_id === undefined ? {} : { rule_id }) };
        const told = from < to ? await toldBetween(history, tenant, labels, from, to) : [];
        const judged: Reliability = reliabilityOf(chancesOf(told), firingsOf(alerts, tenant), horizonMs, now);
        return { status: 200, data: { horizon, from, to, ...judged } };
      },
    },
  ];
}

/** A chance is of a rule on the series with some labels, or of a rule as a whole. */
function* chancesOf(told: readonly HistorySeries[]): Iterable<ToldChance> {
  for (const series of told) {
    const { rule_id, metric, labels } = toldOf(series);
    const of = JSON.stringify([rule_id, metric === '' ? null : fingerprintOf(labels)]);
    for (const [i, at] of series.times.entries()) yield { of, at, chance: series.values[i] as number };
  }
}

/** When what a chance is of has fired; each rule is looked up once. */
function firingsOf(alerts: Pick<AlertDirectory, 'newestFirst'>, tenant: string): (of: string) => readonly number[] {
  const byRule = new Map<string, Map<string | null, number[]>>();
  const ofRule = (rule_id: string): Map<string | null, number[]> => {
    const times = new Map<string | null, number[]>([[null, []]]);
    for (const { fingerprint, fired_at } of alerts.newestFirst(tenant, null, { rule_id })) {
      if (fired_at === null) continue;
      times.get(null)?.push(fired_at);
      times.set(fingerprint, [...(times.get(fingerprint) ?? []), fired_at]);
    }
    for (const list of times.values()) list.sort((a, b) => a - b);
    byRule.set(rule_id, times);
    return times;
  };
  return (of) => {
    const [rule_id, fingerprint] = JSON.parse(of) as [string | null, string | null];
    return (byRule.get(rule_id ?? '') ?? ofRule(rule_id ?? '')).get(fingerprint) ?? [];
  };
}
