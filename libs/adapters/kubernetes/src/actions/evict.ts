import type { V1Pod } from '@kubernetes/client-node';
import type { Workload } from '@tocsin/domain/healing/action';
import type { ActionOutcome, Rehearsal, Traces } from '@tocsin/ports/action-executor';
import type { ActionOf } from '../action-of.js';
import type { Answer, ClusterApi } from '../cluster-api.js';
import { keysOf, withKey } from '../effect-keys.js';
import { groupOf } from '../group.js';
import { nameOf, patchObject, readObject, type WorkloadObject } from '../objects.js';
import { ownerOf } from '../owner.js';

type Evict = ActionOf<'kubernetes_evict'>;
type Refusal = Extract<ActionOutcome, { kind: 'refused' }>;

/**
 * On the workload of an evicted pod: `key=uid` of each eviction, written before it. The pod itself is gone afterwards, and
 * a StatefulSet makes one of the same name; the uid says that it is another one.
 */
const EVICTIONS_ANNOTATION = 'healing.tocsin.dev/evictions';
const CONFLICTS_MAX = 5;

interface Found {
  readonly pod: V1Pod;
  readonly owner: Workload;
  readonly workload: WorkloadObject;
}

export async function rehearseEviction(api: ClusterApi, action: Evict, signal: AbortSignal): Promise<Rehearsal> {
  const found = await find(api, action, signal);
  if (found.kind === 'refused') return { kind: 'refused', reason: found.reason };
  const { pod, owner, workload } = found.value;
  const tried = await evict(api, action, pod.metadata?.uid ?? '', true, signal);
  if (tried.kind !== 'ok') return { kind: 'refused', reason: `in a dry run, ${tried.reason}` };
  return {
    kind: 'feasible',
    effect: effectOf(action, owner),
    state: { uid: pod.metadata?.uid ?? '', node: pod.spec?.nodeName ?? null },
    group: {
      ...groupOf(owner.kind, workload),
      touched: isReady(pod) ? Math.min(1, groupOf(owner.kind, workload).healthy) : 0,
    },
  };
}

export async function performEviction(
  api: ClusterApi,
  action: Evict,
  key: string,
  signal: AbortSignal,
): Promise<ActionOutcome> {
  const found = await find(api, action, signal);
  if (found.kind === 'refused') {
    if (!found.isAbsent) return withoutStatus(found);
    const claim = await claimInNamespace(api, action, key, signal);
    return claim.kind === 'ok' && claim.value ? before(action, key) : withoutStatus(found);
  }
  const { pod, owner } = found.value;
  const uid = pod.metadata?.uid ?? '';
  const claimed = await claim(api, owner, key, uid, signal);
  if (claimed.kind === 'refused') return claimed;
  if (claimed.uid !== uid) return before(action, key);
  const evicted = await evict(api, action, uid, false, signal);
  if (evicted.kind === 'unknown') return evicted;
  // Gone between the reading and the eviction: what was wanted is so.
  if (evicted.kind === 'ok' || evicted.status === 404) return { kind: 'done', effect: effectOf(action, owner) };
  return withoutStatus(evicted);
}

export async function inquireOfEviction(
  api: ClusterApi,
  action: Evict,
  key: string,
  signal: AbortSignal,
): Promise<Traces> {
  const found = await find(api, action, signal);
  if (found.kind === 'refused') {
    if (!found.isAbsent) return { kind: 'unknown', reason: found.reason };
    const claim = await claimInNamespace(api, action, key, signal);
    if (claim.kind !== 'ok') return { kind: 'unknown', reason: claim.reason };
    return { kind: claim.value ? 'done' : 'not_done' };
  }
  const { pod, workload } = found.value;
  const uid = claimedUid(workload, key);
  const isStillThere = uid === pod.metadata?.uid && pod.metadata?.deletionTimestamp === undefined;
  return { kind: uid === null || isStillThere ? 'not_done' : 'done' };
}

export function undoEviction(action: Evict): ActionOutcome {
  return { kind: 'refused', mayHelp: false, reason: `an eviction of ${podName(action)} cannot be taken back` };
}

type Finding = { readonly kind: 'ok'; readonly value: Found } | (Refusal & { readonly isAbsent: boolean });

async function find(api: ClusterApi, action: Evict, signal: AbortSignal): Promise<Finding> {
  const what = podName(action);
  const pod = await api.ask({ what, signal, writes: false }, (options) =>
    api.core.readNamespacedPod(action.pod, options),
  );
  if (pod.kind !== 'ok') return notFound(pod);
  const owner = await ownerOf(api, pod.value, signal);
  if (owner.kind !== 'ok') return notFound(owner, false);
  if (owner.value === null) {
    const reason = `${what} is of no Deployment, StatefulSet or DaemonSet; nothing would put another in its place`;
    return { kind: 'refused', reason, mayHelp: false, isAbsent: false };
  }
  const workload = await readObject(api, owner.value, signal);
  if (workload.kind !== 'ok') return notFound(workload, false);
  return { kind: 'ok', value: { pod: pod.value, owner: owner.value, workload: workload.value as WorkloadObject } };
}

function notFound(answer: Exclude<Answer<unknown>, { kind: 'ok' }>, mayBeAbsent = true): Finding {
  const isAbsent = mayBeAbsent && answer.kind === 'refused' && answer.status === 404;
  const mayHelp = answer.kind === 'unknown' || answer.mayHelp;
  return { kind: 'refused', reason: answer.reason, mayHelp, isAbsent };
}

function withoutStatus({ reason, mayHelp }: { readonly reason: string; readonly mayHelp: boolean }): Refusal {
  return { kind: 'refused', reason, mayHelp };
}

/** Writes on the workload which pod this key is about, unless it says so already. */
async function claim(
  api: ClusterApi,
  owner: Workload,
  key: string,
  uid: string,
  signal: AbortSignal,
): Promise<{ readonly kind: 'claimed'; readonly uid: string } | Refusal> {
  for (let attempt = 1; ; attempt += 1) {
    const read = await readObject(api, owner, signal);
    if (read.kind !== 'ok') return withoutStatus({ ...read, mayHelp: true });
    const earlier = claimedUid(read.value as WorkloadObject, key);
    if (earlier !== null) return { kind: 'claimed', uid: earlier };
    const annotations = withKey(read.value, `${key}=${uid}`, EVICTIONS_ANNOTATION);
    const body = { metadata: { resourceVersion: read.value.metadata?.resourceVersion, annotations } };
    const patched = await patchObject(api, owner, { body, isDryRun: false }, signal);
    if (patched.kind === 'ok') return { kind: 'claimed', uid };
    // The claim is no effect: whatever became of it, no pod was evicted yet.
    if (patched.kind === 'unknown') return withoutStatus({ ...patched, mayHelp: true });
    if (patched.status !== 409 || attempt === CONFLICTS_MAX) return withoutStatus(patched);
  }
}

function claimedUid(workload: WorkloadObject, key: string): string | null {
  const entry = keysOf(workload, EVICTIONS_ANNOTATION).find((candidate) => candidate.startsWith(`${key}=`));
  return entry?.slice(key.length + 1) ?? null;
}

/** Whether any workload beside the pod's place says that this key was about a pod of its; for pods that are gone. */
async function claimInNamespace(
  api: ClusterApi,
  { pod: { namespace } }: Evict,
  key: string,
  signal: AbortSignal,
): Promise<Answer<boolean>> {
  const asking = { what: `the workloads of namespace ${namespace}`, signal };
  const lists = [
    () => api.list(asking, (page, options) => api.apps.listNamespacedDeployment({ namespace, ...page }, options)),
    () => api.list(asking, (page, options) => api.apps.listNamespacedStatefulSet({ namespace, ...page }, options)),
    () => api.list(asking, (page, options) => api.apps.listNamespacedDaemonSet({ namespace, ...page }, options)),
  ];
  for (const list of lists) {
    const workloads: Answer<{ readonly items: readonly WorkloadObject[] }> = await list();
    if (workloads.kind !== 'ok') return workloads;
    if (workloads.value.items.some((workload) => claimedUid(workload, key) !== null))
      return { kind: 'ok', value: true };
  }
  return { kind: 'ok', value: false };
}

/** Through the Eviction API, which asks the PodDisruptionBudgets; only the pod of this uid. */
function evict(
  api: ClusterApi,
  action: Evict,
  uid: string,
  isDryRun: boolean,
  signal: AbortSignal,
): Promise<Answer<unknown>> {
  const body = { metadata: action.pod, deleteOptions: { preconditions: { uid } } };
  const what = podName(action);
  return api.ask<unknown>({ what, signal, writes: !isDryRun }, (options) =>
    api.core.createNamespacedPodEviction({ ...action.pod, body, ...(isDryRun ? { dryRun: 'All' } : {}) }, options),
  );
}

const podName = ({ pod }: Evict) => `Pod ${pod.namespace}/${pod.name}`;
const effectOf = (action: Evict, owner: Workload) =>
  `${podName(action)} is evicted; ${nameOf(owner)} puts another in its place`;
const before = (action: Evict, key: string): ActionOutcome => ({
  kind: 'done',
  effect: `${podName(action)}: evicted before under key ${key}`,
});

function isReady(pod: V1Pod): boolean {
  return pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true;
}
