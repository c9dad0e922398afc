import type { HealingAction } from './action.js';

/** Targets that a tenant may touch, as plans name them; a star at the end stands for whatever follows. */
export interface TargetGrant {
  readonly tenant: string;
  readonly targets: readonly string[];
}

/** Whether the operator lets a tenant touch a target. Webhooks are for all: what they may reach is guarded on the way out. */
export function isGranted(grants: readonly TargetGrant[], tenantId: string, target: string): boolean {
  if (target.startsWith('webhook/')) return true;
  return grants.some(({ tenant, targets }) => tenant === tenantId && targets.some((granted) => fits(granted, target)));
}

const fits = (granted: string, target: string): boolean =>
  granted.endsWith('*') ? target.startsWith(granted.slice(0, -1)) : target === granted;

/**
 * The namespaces of a cluster that any grant reaches into, so that no right to others is asked for.
 *
 * @returns null when a grant reaches into all of them
 */
export function grantedNamespaces(grants: readonly TargetGrant[]): string[] | null {
  const found = new Set<string>();
  for (const target of grants.flatMap(({ targets }) => targets)) {
    if (fits(target, 'kubernetes/')) return null;
    const [system, namespace = '', ...rest] = target.split('/');
    if (system !== 'kubernetes') continue;
    // A namespace that is not written to its end, such as `kubernetes/shop*`, may be any of several.
    if (rest.length === 0) return null;
    if (namespace !== 'Node') found.add(namespace);
  }
  return [...found].sort();
}

/** Why a tenant may not touch a target, and what can be done about it; null when it may. */
export const grantRefusal = (grants: readonly TargetGrant[], tenantId: string, target: string): string | null =>
  isGranted(grants, tenantId, target)
    ? null
    : `${target}: not granted to ${tenantId}; the operator grants targets by healing.grants`;

/** Why actions of a kind are done by nobody, and what can be done about it. */
export const notSwitchedOn = (kind: HealingAction['kind']): string => `nothing here does ${kind}; switch it on`;
