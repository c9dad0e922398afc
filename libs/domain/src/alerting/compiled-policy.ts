import { Inhibitions } from './inhibition.js';
import { defaultPolicy, type NotificationPolicy, type PolicyDraft } from './notification-policy.js';
import { PolicyRouter } from './policy-router.js';
import { TimeIntervals } from './suppression.js';

/** A policy that can be asked of alerts. */
export interface CompiledPolicy {
  /** Tells it apart from other policies of its tenant, earlier and later ones. */
  readonly stamp: string;
  readonly router: PolicyRouter;
  readonly inhibitions: Inhibitions;
  readonly intervals: TimeIntervals;
}

const compiled = new WeakMap<NotificationPolicy, CompiledPolicy>();
const compiledDefault = compile(defaultPolicy, 'default');

/** Compiles a policy, each once; null is what holds for a tenant that has written none. */
export function compiledPolicyOf(policy: NotificationPolicy | null): CompiledPolicy {
  if (policy === null) return compiledDefault;
  const known = compiled.get(policy);
  if (known !== undefined) return known;
  const made = compile(policy, `${policy.created_at}/${policy.version}`);
  compiled.set(policy, made);
  return made;
}

function compile(policy: PolicyDraft, stamp: string): CompiledPolicy {
  return {
    stamp,
    router: new PolicyRouter(policy),
    inhibitions: new Inhibitions(policy.inhibit_rules),
    intervals: new TimeIntervals(policy.time_intervals),
  };
}
