import type { V1CronJob, V1DaemonSet, V1Deployment, V1Node, V1StatefulSet } from '@kubernetes/client-node';
import type { Workload } from '@tocsin/domain/healing/action';
import type { Answer, ClusterApi } from './cluster-api.js';

export type WorkloadObject = V1Deployment | V1StatefulSet | V1DaemonSet;
/** What actions patch: a thing in the cluster that remembers keys in its annotations. */
export type PatchedObject = WorkloadObject | V1Node | V1CronJob;

export type ObjectRef = Workload | { readonly kind: 'Node'; readonly name: string };

/** As people write it: `Deployment shop/web`, `Node worker-1`. */
export function nameOf(ref: ObjectRef): string {
  return ref.kind === 'Node' ? `Node ${ref.name}` : `${ref.kind} ${ref.namespace}/${ref.name}`;
}

export function readObject(api: ClusterApi, ref: ObjectRef, signal: AbortSignal): Promise<Answer<PatchedObject>> {
  return api.ask<PatchedObject>({ what: nameOf(ref), signal, writes: false }, (options) => {
    switch (ref.kind) {
      case 'Deployment':
        return api.apps.readNamespacedDeployment(ref, options);
      case 'StatefulSet':
        return api.apps.readNamespacedStatefulSet(ref, options);
      case 'DaemonSet':
        return api.apps.readNamespacedDaemonSet(ref, options);
      case 'Node':
        return api.core.readNode(ref, options);
    }
  });
}

export interface Patching {
  readonly body: object;
  /** The server does all but keep it. */
  readonly isDryRun: boolean;
}

/** A strategic merge patch: lists of containers are merged by their names, and `null` takes a field away. */
export function patchObject(
  api: ClusterApi,
  ref: ObjectRef,
  { body, isDryRun }: Patching,
  signal: AbortSignal,
): Promise<Answer<PatchedObject>> {
  const param = {
    ...ref,
    body,
    fieldManager: 'tocsin',
    fieldValidation: 'Strict',
    ...(isDryRun ? { dryRun: 'All' } : {}),
  };
  const contentType = 'application/strategic-merge-patch+json';
  return api.ask<PatchedObject>({ what: nameOf(ref), signal, writes: !isDryRun, contentType }, (options) => {
    switch (ref.kind) {
      case 'Deployment':
        return api.apps.patchNamespacedDeployment({ ...param, namespace: ref.namespace }, options);
      case 'StatefulSet':
        return api.apps.patchNamespacedStatefulSet({ ...param, namespace: ref.namespace }, options);
      case 'DaemonSet':
        return api.apps.patchNamespacedDaemonSet({ ...param, namespace: ref.namespace }, options);
      case 'Node':
        return api.core.patchNode(param, options);
    }
  });
}
