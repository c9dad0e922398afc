import type { HealingAction } from '@tocsin/domain/healing/action';
import type { ActionExecutor } from '@tocsin/ports/action-executor';
import { grantedNamespaces } from '@tocsin/domain/healing/target-grants';
import type { InventorySystem } from '@tocsin/ports/inventory-store';
import type { OutboundHttp } from '@tocsin/ports/outbound-http';
import type { TargetInventory } from '@tocsin/ports/target-inventory';
import { WebhookExecutor } from '@tocsin/adapter-webhook/webhook-executor';
import { signingSecretOf } from '@tocsin/runtime/webhook-signature';
import { GrantedExecutor } from '@tocsin/service-auto-healing/granted-executor';
import type { Surroundings } from './ports.js';

/** For the whole of a request to a webhook and its answer. */
const WEBHOOK_TIMEOUT_MS = 10_000;

/** What requests to a tenant's webhooks are signed with. */
export const healingSecretOf = (platformSecret: string, tenantId: string): string =>
  signingSecretOf(platformSecret, `healing/${tenantId}`);

/** Whether the operator has switched on what does actions of a kind. */
export function isSwitchedOn(
  { kubernetes, dockerSocket, aws }: Surroundings['config']['healing'],
  kind: HealingAction['kind'],
): boolean {
  if (kind.startsWith('kubernetes_')) return kubernetes !== null;
  if (kind.startsWith('docker_')) return dockerSocket !== null;
  return kind.startsWith('aws_') ? aws !== null : true;
}

/** The world that healing may reach. */
export interface HealingReach {
  /** Who does actions for a tenant, as far as the operator has granted it. */
  executorsOf(tenantId: string): ActionExecutor[];
  /** What there is to heal, by system. */
  readonly inventories: ReadonlyMap<InventorySystem, TargetInventory>;
}

/** Opens what the operator has switched on; what is not is not even loaded. */
export async function openHealingReach(
  { config, clock, secret }: Pick<Surroundings, 'config' | 'clock' | 'secret'>,
  http: OutboundHttp,
): Promise<HealingReach> {
  const { executors, inventories } = await openShared(config.healing, clock);
  return {
    executorsOf: (tenantId) => {
      const signing = healingSecretOf(secret, tenantId);
      return [
        new WebhookExecutor({ http, clock, signingSecretOf: () => signing, timeoutMs: WEBHOOK_TIMEOUT_MS }),
        ...executors.map((executor) => new GrantedExecutor(executor, tenantId, config.healing.grants)),
      ];
    },
    inventories,
  };
}

async function openShared(
  { kubernetes, dockerSocket, aws, grants }: Surroundings['config']['healing'],
  clock: Surroundings['clock'],
): Promise<{ executors: ActionExecutor[]; inventories: Map<InventorySystem, TargetInventory> }> {
  const executors: ActionExecutor[] = [];
  const inventories = new Map<InventorySystem, TargetInventory>();
  if (kubernetes !== null) {
    const [{ ClusterApi }, { KubernetesExecutor }, { KubernetesOrchestrator }] = await Promise.all([
      import('@tocsin/adapter-kubernetes/cluster-api'),
      import('@tocsin/adapter-kubernetes/kubernetes-executor'),
      import('@tocsin/adapter-kubernetes/kubernetes-orchestrator'),
    ]);
    const api = await ClusterApi.open({ kubeconfig: kubernetes });
    executors.push(new KubernetesExecutor(api));
    inventories.set('kubernetes', new KubernetesOrchestrator(api, grantedNamespaces(grants)));
  }
  if (dockerSocket !== null) {
    const [{ DockerDaemon }, { DockerExecutor }, { DockerManager }] = await Promise.all([
      import('@tocsin/adapter-docker/docker-daemon'),
      import('@tocsin/adapter-docker/docker-executor'),
      import('@tocsin/adapter-docker/docker-manager'),
    ]);
    const daemon = await DockerDaemon.open(dockerSocket);
    executors.push(new DockerExecutor(daemon, clock));
    inventories.set('docker', new DockerManager(daemon));
  }
  if (aws !== null) {
    const [{ AwsProvider }, { AwsExecutor }] = await Promise.all([
      import('@tocsin/adapter-aws/aws-provider'),
      import('@tocsin/adapter-aws/aws-executor'),
    ]);
    executors.push(new AwsExecutor(await AwsProvider.open({ ...aws, credentials: null })));
  }
  return { executors, inventories };
}
