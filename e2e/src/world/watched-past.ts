import { ConditionFactory } from '@tocsin/domain/rules/condition-factory';
import { dataOf, type HealingWorld } from './healing-world.js';

const { threshold } = ConditionFactory;
export const MINUTE = 60_000;
const STEP = 5 * MINUTE;
const STEPS = 150;
/** The disk jumps there, which it has never done. */
const JUMP = 120;
export const QUEUE = 'Queue is long';
export const DISK = 'Disk is full';
/** It is predicted, and scored. */
export const SERIES = 'disk_used_percent{instance="db-1"}';

/** How full a disk is, by the five minutes: it fills for twelve hours, and passes 90 % at the end of them. */
const usedAt = (step: number): number => (step === JUMP ? 5 : 60 + step * 0.21 + ((step * 7) % 5) / 20);

/**
 * Gives a platform a past of half a day: rules that fired and fire, a forecast, scores and incidents.
 * @param now - where that past ends, Unix ms
 * @returns the ids of its rules, once all of this is seen
 */
export async function watchPast({ api }: HealingWorld, now: number): Promise<{ queueRule: string; diskRule: string }> {
  const create = async (name: string, condition: object): Promise<string> => {
    const rule = { name, severity: 'HIGH', category: 'infrastructure', conditions: [condition] };
    return dataOf<{ id: string }>(await api.insist(201, 'POST', '/api/rules', rule)).id;
  };
  await api.tocsin.updatePredictionMarks({ body: { selectors: ['disk_used_percent'] } });
  const diskRule = await create(DISK, threshold('disk_used_percent', '>', 90));
  const queueRule = await create(QUEUE, threshold('queue_length', '>', 80));
  const send = (samples: object[]) => api.insist(202, 'POST', '/api/metrics', { samples });
  // The queue of mail was long an hour ago and is so again; that of prints never was.
  const queue = (name: string, ago: number, value: number) => ({
    metric: 'queue_length',
    labels: { queue: name },
    value,
    timestamp: now - ago * MINUTE,
  });
  await send([queue('mail', 60, 95), queue('print', 60, 40)]);
  await send([queue('mail', 55, 20), queue('print', 55, 40)]);
  await send([queue('mail', 1, 99), queue('print', 1, 41.5)]);
  // In pieces, so that predictions are made on the way, as they would be day by day.
  for (let step = 0; step < STEPS; step += 10)
    await send(
      Array.from({ length: 10 }, (_, i) => ({
        metric: 'disk_used_percent',
        labels: { instance: 'db-1' },
        value: usedAt(step + i),
        timestamp: now - (STEPS - step - i) * STEP,
      })),
    );
  await api.alertsUntil((alerts) => [QUEUE, DISK].every((name) => alerts.some(({ rule_name }) => rule_name === name)), {
    state: 'firing',
  });
  // What is predicted of the last sample is the last that comes.
  const last = new URLSearchParams({ query: 'tocsin_anomaly_score', time: String((now - STEP) / 1_000) });
  await api.dataUntil<{ result: unknown[] }>(`/api/v1/query?${String(last)}`, ({ result }) => result.length > 0);
  return { queueRule, diskRule };
}
