import { ruleKey } from '@tocsin/contracts/topics/rules';
import { storableText } from '@tocsin/contracts/storable-text';
import { hash128 } from '@tocsin/domain/engine/hash';
import type { Transition } from '@tocsin/domain/engine/transition';
import type { Labels } from '@tocsin/domain/rules/labels';
import type { ActiveAlert, AlertChanges, AlertEnd } from '@tocsin/ports/active-alert-store';

/** By transition, the `traceparent` of what it leads to. */
export type Causes = ReadonlyMap<Transition, string>;

/**
 * What transitions say of the alerts that fire: alerts that began to, and ends of alerts that did. An alert that did
 * both within these transitions stands in `fired` with its end.
 *
 * @param transitions - in the order in which they happened, for each alert
 * @param causes - of those that are traced
 */
export function alertChangesOf(transitions: readonly Transition[], causes: Causes = new Map()): AlertChanges {
  const fired = new Map<string, ActiveAlert>();
  const ended = new Map<string, AlertEnd>();
  /** The alert that fired last of each rule and fingerprint. */
  const last = new Map<string, ActiveAlert>();
  for (const transition of transitions) {
    const key = ruleKey(transition.tenant_id, ruleKey(transition.rule_id, transition.fingerprint));
    if (transition.state === 'firing') {
      const alert = { ...alertOf(transition), traceparent: causes.get(transition) };
      fired.set(alert.id, alert);
      last.set(key, alert);
    } else if (transition.state === 'resolved') {
      ended.set(key, { ...endOf(transition), traceparent: causes.get(transition) });
      const alert = last.get(key);
      if (alert !== undefined) fired.set(alert.id, { ...alert, resolvedAt: transition.at });
    }
  }
  return { fired: [...fired.values()], ended: [...ended.values()] };
}

/**
 * An alert without a value for a label is one without that label, to Prometheus and to Alertmanager. Texts that rules make, by
 * `label_replace` or in a template, may hold what no database keeps; the alert is told all the same.
 */
function alertOf(transition: Transition): ActiveAlert {
  const { tenant_id, rule_id, fingerprint } = transition;
  const storable = (texts: Labels): Labels =>
    Object.fromEntries(Object.entries(texts).map(([name, value]) => [name, storableText(value)]));
  const labels = storable(Object.fromEntries(Object.entries(transition.labels).filter(([, value]) => value !== '')));
  const annotations = storable(transition.annotations);
  const sorted = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    id: hash128(JSON.stringify([tenant_id, rule_id, fingerprint, sorted])),
    tenantId: tenant_id,
    ruleId: rule_id,
    fingerprint,
    labels,
    annotations,
    severity: transition.severity,
    value: transition.value,
    generatorUrl: transition.generator_url ?? null,
    episodeStart: transition.episode_start,
    firedAt: transition.at,
    resolvedAt: null,
  };
}

function endOf({ tenant_id, rule_id, fingerprint, episode_start, at }: Transition): AlertEnd {
  return { tenantId: tenant_id, ruleId: rule_id, fingerprint, episodeStart: episode_start, at };
}
