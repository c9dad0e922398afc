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
