import type { V1LabelSelector, V1PodTemplateSpec, V1ReplicaSet } from '@kubernetes/client-node';
import type { Workload } from '@tocsin/domain/healing/action';
import type { Answer, ClusterApi } from './cluster-api.js';
import { nameOf, type WorkloadObject } from './objects.js';

const REVISION_ANNOTATION = 'deployment.kubernetes.io/revision';

/** A pod template that a workload had, as its controller keeps it. */
export interface Revision {
  /** Of the ReplicaSet or ControllerRevision. */
  readonly name: string;
  readonly number: number;
  readonly template: V1PodTemplateSpec;
}

/** The templates that a workload has had, the present one first. */
export async function revisionsOf(
  api: ClusterApi,
  workload: Workload,
  current: WorkloadObject,
  signal: AbortSignal,
): Promise<Answer<readonly Revision[]>> {
  const { namespace } = workload;
  const labelSelector = selectorText(current.spec?.selector);
  const asking = { what: `the revisions of ${nameOf(workload)}`, signal };
  const isOwn = ({ metadata }: { metadata?: { ownerReferences?: readonly { uid: string }[] } }) =>
    metadata?.ownerReferences?.some(({ uid }) => uid === current.metadata?.uid) === true;
  const newestFirst = (revisions: readonly Revision[]) => revisions.toSorted((one, other) => other.number - one.number);
  if (workload.kind === 'Deployment') {
    const sets = await api.list(asking, (page, options) =>
      api.apps.listNamespacedReplicaSet({ namespace, labelSelector, ...page }, options),
    );
    if (sets.kind !== 'ok') return sets;
    return { kind: 'ok', value: newestFirst(sets.value.items.filter(isOwn).map(revisionOfReplicaSet)) };
  }
  const kept = await api.list(asking, (page, options) =>
    api.apps.listNamespacedControllerRevision({ namespace, labelSelector, ...page }, options),
  );
  if (kept.kind !== 'ok') return kept;
  const revisions = kept.value.items.filter(isOwn).map(({ metadata, revision, data }) => ({
    name: metadata?.name ?? '',
    number: revision,
    template: (data as { readonly spec: { readonly template: V1PodTemplateSpec } }).spec.template,
  }));
  return { kind: 'ok', value: newestFirst(revisions) };
}

function revisionOfReplicaSet({ metadata, spec }: V1ReplicaSet): Revision {
  const { 'pod-template-hash': _hash, ...labels } = spec?.template?.metadata?.labels ?? {};
  return {
    name: metadata?.name ?? '',
    number: Number(metadata?.annotations?.[REVISION_ANNOTATION] ?? 0),
    template: { ...spec?.template, metadata: { ...spec?.template?.metadata, labels } },
  };
}

/** A selector as the API takes it in a query. */
export function selectorText(selector: V1LabelSelector | undefined): string {
  const equal = Object.entries(selector?.matchLabels ?? {}).map(([label, value]) => `${label}=${value}`);
  const expressions = (selector?.matchExpressions ?? []).map(({ key, operator, values = [] }) => {
    if (operator === 'Exists') return key;
    if (operator === 'DoesNotExist') return `!${key}`;
    return `${key} ${operator === 'In' ? 'in' : 'notin'} (${values.join(',')})`;
  });
  return [...equal, ...expressions].join(',');
}
