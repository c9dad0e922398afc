import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type {
  AppsV1Api,
  AuthorizationV1Api,
  BatchV1Api,
  CoreV1Api,
  KubeConfig,
  KubernetesObject,
  KubernetesObjectApi,
  V1Deployment,
  V1Pod,
} from '@kubernetes/client-node';

/** What a test waits for at most; the controllers of a cluster on two busy cores take a few seconds. */
const WAIT_MS_MAX = 60_000;

/** The cluster that `npm test` and `npm run e2e:k8s` start, as its administrator. */
export class KubernetesCluster {
  private constructor(
    private readonly config: KubeConfig,
    readonly core: CoreV1Api,
    readonly apps: AppsV1Api,
    readonly batch: BatchV1Api,
    private readonly authorization: AuthorizationV1Api,
    private readonly objects: KubernetesObjectApi,
    private readonly readAll: (yaml: string) => KubernetesObject[],
  ) {}

  /** @throws Error when there is none; such tests fail then, and are not left out */
  static async open(kubeconfig: string | undefined): Promise<KubernetesCluster> {
    if (kubeconfig === undefined) throw new Error('these tests want a cluster, which npm run e2e:k8s starts');
    const client = await import('@kubernetes/client-node');
    const config = new client.KubeConfig();
    config.loadFromFile(kubeconfig);
    return new KubernetesCluster(
      config,
      config.makeApiClient(client.CoreV1Api),
      config.makeApiClient(client.AppsV1Api),
      config.makeApiClient(client.BatchV1Api),
      config.makeApiClient(client.AuthorizationV1Api),
      client.KubernetesObjectApi.makeApiClient(config),
      (yaml) => client.loadAllYaml(yaml) as KubernetesObject[],
    );
  }

  /** A namespace of its own, so that tests need not clean up. */
  async namespace(labels: Readonly<Record<string, string>> = {}): Promise<string> {
    const name = `test-${randomUUID()}`;
    await this.core.createNamespace({ body: { metadata: { name, labels } } });
    return name;
  }

  async create(object: object): Promise<void> {
    await this.objects.create(object as KubernetesObject);
  }

  /** Makes what a file of YAML documents holds. */
  async createAll(path: string): Promise<void> {
    for (const object of this.readAll(readFileSync(path, 'utf8'))) await this.create(object);
  }

  /** A kubeconfig, as text, of a service account; its token is good for an hour. */
  async kubeconfigOf(namespace: string, name: string): Promise<string> {
    const body = { spec: { audiences: [], expirationSeconds: 3_600 } };
    const { status } = await this.core.createNamespacedServiceAccountToken({ namespace, name, body });
    const cluster = this.config.getCurrentCluster();
    return JSON.stringify({
      clusters: [{ name: 'test', cluster: { server: cluster?.server, 'certificate-authority': cluster?.caFile } }],
      users: [{ name, user: { token: status?.token } }],
      contexts: [{ name: 'test', context: { cluster: 'test', user: name } }],
      'current-context': 'test',
    });
  }

  /**
   * Makes the service account `tocsin-healing` with the roles of a file, as whoever installs the platform would, unless another
   * suite on this cluster has.
   *
   * @returns path of its kubeconfig
   */
  async healer(rolesPath: string, home: string): Promise<string> {
    const { items } = await this.core.listNamespace();
    if (items.every(({ metadata }) => metadata?.name !== HEALER.namespace)) {
      await this.core.createNamespace({ body: { metadata: { name: HEALER.namespace } } });
      await this.createAll(rolesPath);
      await this.create({
        ...rbac('ClusterRoleBinding', 'tocsin-healing-nodes'),
        metadata: { name: 'tocsin-healing-nodes' },
      });
    }
    const path = join(home, 'kubeconfig-of-healer');
    writeFileSync(path, await this.kubeconfigOf(HEALER.namespace, HEALER.name), { mode: 0o600 });
    return path;
  }

  /** Gives the healer its role in a namespace; it answers a little later, since the API server's view of roles lags. */
  async allowHealing(namespace: string): Promise<void> {
    await this.create({ ...rbac('RoleBinding', 'tocsin-healing'), metadata: { name: 'tocsin-healing', namespace } });
  }

  /** Volumes for claims to be bound to: nobody makes any here. */
  async offerVolumes(count: number): Promise<void> {
    for (let index = 0; index < count; index += 1)
      await this.core.createPersistentVolume({
        body: {
          metadata: { generateName: 'volume-' },
          spec: {
            capacity: { storage: '100Gi' },
            accessModes: ['ReadWriteOnce'],
            hostPath: { path: `/volumes/${index}` },
          },
        },
      });
  }

  /** Whether somebody may patch a kind of objects of a namespace. */
  async mayPatch(
    user: string,
    { namespace, group, resource }: { namespace: string; group: string; resource: string },
  ): Promise<boolean> {
    const resourceAttributes = { namespace, group, resource, verb: 'patch' };
    const { status } = await this.authorization.createSubjectAccessReview({
      body: { spec: { user, resourceAttributes } },
    });
    return status?.allowed === true;
  }

  async pods(namespace: string): Promise<V1Pod[]> {
    return (await this.core.listNamespacedPod({ namespace })).items;
  }

  /** Waits until a Deployment has as many ready pods of its present template as it wants, and no others. */
  async rolledOut(namespace: string, name: string): Promise<V1Deployment> {
    return until(`Deployment ${namespace}/${name} is rolled out`, async () => {
      const found = await this.apps.readNamespacedDeployment({ namespace, name });
      const { metadata, spec, status } = found;
      const isSeen = (status?.observedGeneration ?? 0) >= (metadata?.generation ?? 1);
      const counts = [status?.replicas ?? 0, status?.updatedReplicas ?? 0, status?.readyReplicas ?? 0];
      return isSeen && counts.every((count) => count === spec?.replicas) ? found : null;
    });
  }
}

const HEALER = { kind: 'ServiceAccount', namespace: 'tocsin', name: 'tocsin-healing' };

function rbac(kind: 'RoleBinding' | 'ClusterRoleBinding', role: string): object {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind,
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
    subjects: [HEALER],
  };
}

/** Asks a cluster until it is so. */
export async function until<T>(what: string, ask: () => Promise<T | null>): Promise<T> {
  const end = performance.now() + WAIT_MS_MAX;
  for (;;) {
    const answer = await ask();
    if (answer !== null) return answer;
    if (performance.now() > end) throw new Error(`${what}: not within ${WAIT_MS_MAX / 1_000} s`);
    await delay(100);
  }
}
