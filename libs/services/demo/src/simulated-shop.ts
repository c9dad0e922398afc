import { hash32 } from '@tocsin/domain/engine/hash';
import type { RuleDraft } from '@tocsin/domain/rules/alert-rule';
import { ConditionFactory } from '@tocsin/domain/rules/condition-factory';
import type { DemoWorld } from './demo-world.js';

/** A day of the shop passes in this many ticks. */
const DAY_TICKS = 600;
/** An incident begins every so many ticks, the first at {@link FIRST_INCIDENT}, and lasts {@link INCIDENT_TICKS}. */
const INCIDENT_EVERY = 90;
const FIRST_INCIDENT = 20;
const INCIDENT_TICKS = 25;
const incidents = ['slow database', 'failing api', 'stuck queue'] as const;

const SIMULATED = 'simulated: nothing of this was measured';

const rule = (
  name: string,
  severity: RuleDraft['severity'],
  hold: string,
  ...conditions: RuleDraft['conditions']
): RuleDraft => ({
  name,
  description: '',
  severity,
  category: 'application',
  status: 'active',
  conditions,
  for: hold,
  keep_firing_for: '0',
  labels: { simulated: 'true' },
  annotations: { source: SIMULATED },
});

const rules: Readonly<Record<string, RuleDraft>> = {
  'shop-api-slow': rule(
    'Shop API slow',
    'HIGH',
    '5s',
    ConditionFactory.threshold('shop_response_time_ms', '>', 500, { recovery_threshold: 300 }),
  ),
  'shop-api-errors': rule(
    'Shop API failing',
    'CRITICAL',
    '3s',
    ConditionFactory.threshold('shop_error_rate_percent', '>', 5),
  ),
  'shop-queue-growing': rule(
    'Shop queue growing',
    'MEDIUM',
    '0',
    ConditionFactory.change('shop_queue_depth', '10s', '>', 100),
  ),
  'shop-web-silent': rule('Shop web server silent', 'HIGH', '0', ConditionFactory.absence('shop_cpu_usage', '20s')),
  'shop-api-unusual': rule(
    'Shop API answers as it never did',
    'LOW',
    '0',
    ConditionFactory.anomaly('shop_response_time_ms'),
  ),
  'shop-database-soon-slow': rule(
    'Shop database may be slow in 15 minutes',
    'LOW',
    '0',
    ConditionFactory.forecast('shop_query_time_ms', '15m', '>', 200, { quantile: '0.9' }),
  ),
};

/** Beside what rules ask for: a rhythm, and what grows when it is stuck. */
const marks = ['shop_cpu_usage', 'shop_queue_depth'];

/** A small shop (web, API, database, queue) with a daily rhythm and incidents; all of it follows from the seed. */
export function simulatedShop(seed: string): DemoWorld {
  const noise = (name: string, tick: number): number => hash32(`${seed}/${name}/${tick}`) / 2 ** 32 - 0.5;
  return {
    description: 'simulating a small shop with incidents (simulated data, labelled so)',
    rules,
    marks,
    samplesAt(tick, at) {
      const incident = incidentAt(tick);
      const rhythm = 0.6 + 0.4 * Math.sin((2 * Math.PI * tick) / DAY_TICKS);
      const sample = (metric: string, instance: string, value: number) => ({
        metric,
        labels: { instance, simulated: 'true' },
        value: Math.max(0, value * (1 + 0.1 * noise(metric + instance, tick))),
        timestamp: at,
      });
      const slow = incident?.kind === 'slow database' ? 700 : 0;
      const failing = incident?.kind === 'failing api' ? 12 : 0;
      const stuck = incident?.kind === 'stuck queue' ? 40 * incident.age : 0;
      return [
        ...['web-1', 'web-2', 'web-3'].map((instance) => sample('shop_cpu_usage', instance, 20 + 50 * rhythm)),
        ...['api-1', 'api-2'].flatMap((instance) => [
          sample('shop_response_time_ms', instance, 80 + 60 * rhythm + slow),
          sample('shop_error_rate_percent', instance, 0.4 + failing),
        ]),
        sample('shop_query_time_ms', 'db-1', 5 + 5 * rhythm + slow / 2),
        sample('shop_queue_depth', 'queue-1', 20 * rhythm + stuck),
      ];
    },
  };
}

function incidentAt(tick: number): { kind: (typeof incidents)[number]; age: number } | null {
  const since = tick - FIRST_INCIDENT;
  if (since < 0 || since % INCIDENT_EVERY >= INCIDENT_TICKS) return null;
  const kind = incidents[Math.floor(since / INCIDENT_EVERY) % incidents.length];
  return kind === undefined ? null : { kind, age: since % INCIDENT_EVERY };
}
