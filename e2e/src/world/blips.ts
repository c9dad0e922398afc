import { ConditionFactory } from '@tocsin/domain/rules/condition-factory';
import type { Api } from './api.js';

const MINUTE_MS = 60_000;
/** How long an incident of these worlds lasts, and at what value. */
const INCIDENT_MINUTES = 14;
const REAL = 97;
const REST = 40;
/** Between two blips lies more time than pages of one cause may have between them. */
const BLIP_MINUTES = 16;

/** Load that rests, blips for a minute now and then, and is really high in incidents. */
export interface BlippingLoad {
  readonly metric: string;
  readonly name: string;
  /** When it began; ms since 1970. */
  readonly began: number;
  readonly minutes: number;
  /** At which minutes an incident begins. */
  readonly incidents: readonly number[];
  /** How many blips there are at most, and of how many of them each one looks as if it were real. */
  readonly blips: number;
  readonly realEach: number;
}

/** The samples of a load, a minute apart. */
export function samplesOf({ metric, began, minutes, incidents, blips, realEach }: BlippingLoad) {
  const isIncident = (minute: number): boolean =>
    incidents.some((at) => minute >= at && minute < at + INCIDENT_MINUTES);
  const isNear = (minute: number): boolean => [-1, 0, 1].some((by) => isIncident(minute + by));
  const slots = Array.from({ length: Math.floor(minutes / BLIP_MINUTES) }, (_, i) => 5 + i * BLIP_MINUTES);
  const blipsAt = slots.filter((minute) => !isNear(minute)).slice(0, blips);
  return Array.from({ length: minutes }, (_, minute) => {
    const blip = blipsAt.indexOf(minute);
    const height = blip % realEach === realEach - 1 ? REAL : 82 + (blip % 4);
    const value = isIncident(minute) ? REAL : blip >= 0 ? height : REST;
    return { metric, labels: { instance: 'a' }, value, timestamp: began + minute * MINUTE_MS };
  });
}

/** A rule that pages for each blip. */
export const pagingRuleBody = ({ metric, name }: BlippingLoad) => ({
  name,
  severity: 'HIGH',
  category: 'infrastructure',
  conditions: [ConditionFactory.threshold(metric, '>', 80)],
});

/** Stores the rule that pages for each blip. @returns its id */
export async function pagingRule(api: Api, load: BlippingLoad): Promise<string> {
  const answer = await api.insist(201, 'POST', '/api/rules', pagingRuleBody(load));
  return (answer.body['data'] as { id: string }).id;
}

export const incidentBody = ({ name, began }: BlippingLoad, minute: number) => ({
  title: 'it was really high',
  matchers: [`alertname="${name}"`],
  starts_at: began + minute * MINUTE_MS,
  ends_at: began + (minute + INCIDENT_MINUTES) * MINUTE_MS,
});

interface Counted {
  readonly result: readonly { readonly value: readonly [number, string] }[];
}

/** Resolves when the history holds all samples of a load; it takes them in some moments after they were accepted. */
export async function untilKept(api: Api, { metric, minutes }: BlippingLoad): Promise<void> {
  const query = `/api/v1/query?query=${encodeURIComponent(`count_over_time(${metric}[2d])`)}`;
  await api.dataUntil<Counted>(query, ({ result }) => Number(result[0]?.value[1] ?? 0) >= minutes);
}
