import type { Transition } from '@tocsin/domain/engine/transition';

const RULES = 100;

/** That an alert of its own fires; `number` tells it from all others of the tenant, and in which order they came. */
export function transitionOf(tenant: string, number: number, at: number): Transition {
  const rule = number % RULES;
  const labels = { instance: `host-${number}`, job: 'node', region: 'eu-west-1' };
  return {
    id: `t${number}`,
    tenant_id: tenant,
    rule_id: `r${rule}`,
    rule_name: `High CPU ${rule}`,
    rule_version: 1,
    severity: 'HIGH',
    category: 'infrastructure',
    state: 'firing',
    fingerprint: `f${number}`,
    labels: { alertname: `High CPU ${rule}`, ...labels },
    annotations: { summary: `host-${number} is busy` },
    episode_start: at,
    at,
    value: 95,
    reason: 'conditions_hold',
    evidence: [
      {
        path: 'conditions[0]',
        type: 'threshold',
        metric: 'cpu',
        labels,
        holds: true,
        value: 95,
        operator: '>',
        threshold: 80,
        sampled_at: at,
      },
    ],
    source: { partition: 0, offset: number },
  };
}
