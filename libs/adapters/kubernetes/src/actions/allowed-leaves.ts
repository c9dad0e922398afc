/** A patch may set this much; one that sets more is a deployment and belongs to people. */
const LEAVES_MAX = 32;

/**
 * All that a patch may set. Each number here changes how patient or how well fed a workload is. Nothing here decides what
 * code runs, as whom, where, with what rights or secrets: no images, commands, environment, volumes, service accounts,
 * security contexts, host settings, node selectors, labels, annotations or selectors; and nothing that takes away what an
 * undoing needs (revisionHistoryLimit). Replicas are not here, since `kubernetes_scale` counts them. `*` is a container.
 */
const allowed: readonly RegExp[] = [
  /^spec\/(minReadySeconds|progressDeadlineSeconds|paused)$/,
  /^spec\/strategy\/rollingUpdate\/(maxSurge|maxUnavailable)$/,
  /^spec\/updateStrategy\/rollingUpdate\/(maxSurge|maxUnavailable|partition)$/,
  /^spec\/template\/spec\/terminationGracePeriodSeconds$/,
  /^spec\/template\/spec\/containers\/[^/]+\/resources\/(limits|requests)\/(cpu|memory|ephemeral-storage)$/,
  /^spec\/template\/spec\/containers\/[^/]+\/(liveness|readiness|startup)Probe\/(initialDelaySeconds|periodSeconds|timeoutSeconds|successThreshold|failureThreshold)$/,
];

export type Leaf = string | number | boolean | null;
/** By path, parts joined by `/`; a container's part is its name. `null` takes the field away. */
export type Leaves = ReadonlyMap<string, Leaf>;

/** What a patch sets, or what of it is not allowed. */
export function allowedLeaves(patch: unknown): Leaves | string {
  const leaves = new Map<string, Leaf>();
  const problem = collect(patch, [], leaves);
  if (problem !== null) return problem;
  if (leaves.size === 0) return 'the patch sets nothing';
  if (leaves.size > LEAVES_MAX) return `the patch sets ${leaves.size} fields, and ${LEAVES_MAX} are the most`;
  const forbidden = [...leaves.keys()].find((path) => !allowed.some((pattern) => pattern.test(path)));
  if (forbidden === undefined) return leaves;
  const instead = forbidden === 'spec/replicas' ? '; kubernetes_scale does' : '';
  return `a patch may not set ${forbidden}${instead}. It may set resources and probes' times of containers, the grace period, minReadySeconds, progressDeadlineSeconds, paused and the bounds of a rolling update`;
}

/** Whether pods are replaced by it. */
export function touchesPods(leaves: Leaves): boolean {
  return [...leaves.keys()].some((path) => path.startsWith('spec/template/'));
}

/** The patch that sets these leaves and nothing else. */
export function patchOf(leaves: Leaves): object {
  const root: Record<string, unknown> = {};
  for (const [path, leaf] of leaves) {
    const parts = path.split('/');
    const last = parts.pop() as string;
    let at = root;
    for (let index = 0; index < parts.length; index += 1) {
      const part = parts[index] as string;
      const isList = part === 'containers';
      at = isList ? entryOf(at, parts[(index += 1)] as string) : ((at[part] ??= {}) as Record<string, unknown>);
    }
    at[last] = leaf;
  }
  return root;
}

/** What an object holds at these paths now; null where there is nothing. */
export function presentLeaves(object: unknown, paths: Iterable<string>): Map<string, Leaf> {
  return new Map([...paths].map((path) => [path, leafAt(object, path.split('/'))]));
}

function entryOf(parent: Record<string, unknown>, name: string): Record<string, unknown> {
  const entries = (parent.containers ??= []) as Record<string, unknown>[];
  const found = entries.find((entry) => entry.name === name);
  if (found !== undefined) return found;
  const entry = { name };
  entries.push(entry);
  return entry;
}

function leafAt(object: unknown, [part, ...rest]: readonly string[]): Leaf {
  if (part === undefined) return (object ?? null) as Leaf;
  if (Array.isArray(object))
    return leafAt(
      object.find(({ name }) => name === part),
      rest,
    );
  return typeof object === 'object' && object !== null ? leafAt((object as Record<string, unknown>)[part], rest) : null;
}

/** @returns what is wrong with it, or null */
function collect(value: unknown, path: readonly string[], leaves: Map<string, Leaf>): string | null {
  const place = path.join('/');
  if (Array.isArray(value)) {
    if (path.at(-1) !== 'containers') return `a patch may not set the list ${place}`;
    for (const entry of value as readonly unknown[]) {
      const { name, ...fields } = (entry ?? {}) as Record<string, unknown>;
      if (typeof name !== 'string' || name.includes('/')) return `each entry of ${place} needs the name of a container`;
      const problem = collect(fields, [...path, name], leaves);
      if (problem !== null) return problem;
    }
    return null;
  }
  if (typeof value === 'object' && value !== null) {
    for (const [part, inner] of Object.entries(value)) {
      if (part.includes('/')) return `a patch may not set ${place}/${part}`;
      const problem = collect(inner, [...path, part], leaves);
      if (problem !== null) return problem;
    }
    return null;
  }
  leaves.set(place, value as Leaf);
  return null;
}
