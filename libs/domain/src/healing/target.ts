import type { HealingAction, Workload } from './action.js';

/** Something that actions can be done to, as an inventory found it. */
export interface HealingTarget {
  readonly subject:
    | { readonly kind: 'workload'; readonly workload: Workload }
    | { readonly kind: 'node'; readonly name: string }
    | { readonly kind: 'container'; readonly name: string };
  /** As its own system has them; for people and for matchers, not for tying. */
  readonly labels: Readonly<Record<string, string>>;
  /** Names of what it is made of now (pods), by which series name it, too. */
  readonly members: readonly string[];
  readonly desired: number;
  readonly ready: number;
  readonly health: 'healthy' | 'degraded' | 'down';
  /** What is wrong, in a line, unless it is healthy. */
  readonly why: string | null;
}

/** The name of a target, as plans, budgets and grants have it. */
export function nameOfTarget({ subject }: HealingTarget): string {
  if (subject.kind === 'node') return `kubernetes/Node/${subject.name}`;
  if (subject.kind === 'container') return `docker/${subject.name}`;
  const { namespace, kind, name } = subject.workload;
  return `kubernetes/${namespace}/${kind}/${name}`;
}

export type TiedTarget =
  { readonly kind: 'tied'; readonly target: HealingTarget } | { readonly kind: 'untied'; readonly reason: string };

/** The labels under which exporters name workloads: kube-state-metrics, and what was made to look like it. */
const workloadLabels = [
  ['deployment', 'Deployment'],
  ['statefulset', 'StatefulSet'],
  ['daemonset', 'DaemonSet'],
] as const;
/** cAdvisor says `name`, Docker's own tools `container_name`, others `container`. */
const containerLabels = ['container_name', 'container', 'name'] as const;

/**
 * Which target a series is about, by its labels: `namespace` with `deployment`, `statefulset`, `daemonset` or `pod`; `node`;
 * a container's name. The first that is there decides: a series that names a Deployment which is not there is not tied to
 * something else by another label.
 */
export function targetOfSeries(
  labels: Readonly<Record<string, string>>,
  targets: readonly HealingTarget[],
): TiedTarget {
  const { namespace, pod, node } = labels;
  for (const [label, kind] of workloadLabels) {
    const name = labels[label];
    if (name === undefined || namespace === undefined) continue;
    return theOne(`${kind} ${namespace}/${name}`, targets, ({ subject }) => isWorkload(subject, namespace, kind, name));
  }
  if (pod !== undefined && namespace !== undefined)
    return theOne(
      `a workload with pod ${namespace}/${pod}`,
      targets,
      ({ subject, members }) =>
        subject.kind === 'workload' && subject.workload.namespace === namespace && members.includes(pod),
    );
  if (node !== undefined)
    return theOne(`node ${node}`, targets, ({ subject }) => subject.kind === 'node' && subject.name === node);
  const label = containerLabels.find((candidate) => labels[candidate] !== undefined);
  if (label === undefined)
    return {
      kind: 'untied',
      reason:
        'the series names no target: namespace with deployment, statefulset, daemonset or pod, or node, or a container',
    };
  const name = labels[label] as string;
  return theOne(`container ${name}`, targets, ({ subject }) => subject.kind === 'container' && subject.name === name);
}

/** Whether an action is done to this target. */
export function isDoneTo(action: HealingAction, { subject, members }: HealingTarget): boolean {
  if (subject.kind === 'node') return 'node' in action && action.node.name === subject.name;
  if (subject.kind === 'container') return 'container' in action && action.container.name === subject.name;
  const { namespace, kind, name } = subject.workload;
  if ('pod' in action) return action.pod.namespace === namespace && members.includes(action.pod.name);
  return 'workload' in action && isWorkload({ kind: 'workload', workload: action.workload }, namespace, kind, name);
}

function isWorkload(subject: HealingTarget['subject'], namespace: string, kind: string, name: string): boolean {
  if (subject.kind !== 'workload') return false;
  const { workload } = subject;
  return workload.namespace === namespace && workload.kind === kind && workload.name === name;
}

function theOne(what: string, targets: readonly HealingTarget[], fits: (target: HealingTarget) => boolean): TiedTarget {
  const [target, ...others] = targets.filter(fits);
  if (target === undefined) return { kind: 'untied', reason: `there is no ${what} in the inventory` };
  if (others.length > 0) return { kind: 'untied', reason: `${others.length + 1} targets are ${what}` };
  return { kind: 'tied', target };
}
