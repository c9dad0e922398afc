import type { ActionExecutor } from '@tocsin/ports/action-executor';
import type { OutboundHttp } from '@tocsin/ports/outbound-http';
import { WebhookExecutor } from '@tocsin/adapter-webhook/webhook-executor';
import { signingSecretOf } from '@tocsin/runtime/webhook-signature';
import { GrantedExecutor } from '@tocsin/service-auto-healing/granted-executor';
import type { Surroundings } from './ports.js';

/** For the whole of a request to a webhook and its answer. */
const WEBHOOK_TIMEOUT_MS = 10_000;

/** What requests to a tenant's webhooks are signed with. */
export const healingSecretOf = (platformSecret: string, tenantId: string): string =>
  signingSecretOf(platformSecret, `healing/${tenantId}`);

/**
 * Who does actions for a tenant, as far as the operator has switched it on and granted it; what is not switched on is not
 * even loaded.
 */
export async function openExecutors(
  { config, clock, secret }: Pick<Surroundings, 'config' | 'clock' | 'secret'>,
  http: OutboundHttp,
): Promise<(tenantId: string) => ActionExecutor[]> {
  const shared = await openShared(config.healing, clock);
  return (tenantId) => {
    const signing = healingSecretOf(secret, tenantId);
    return [
      new WebhookExecutor({ http, clock, signingSecretOf: () => signing, timeoutMs: WEBHOOK_TIMEOUT_MS }),
      ...shared.map((executor) => new GrantedExecutor(executor, tenantId, config.healing.grants)),
    ];
  };
}

async function openShared(
  { kubernetes, dockerSocket, aws }: Surroundings['config']['healing'],
  clock: Surroundings['clock'],
): Promise<ActionExecutor[]> {
  const executors: ActionExecutor[] = [];
  if (kubernetes !== null) {
    const [{ ClusterApi }, { KubernetesExecutor }] = await Promise.all([
      import('@tocsin/adapter-kubernetes/cluster-api'),
      import('@tocsin/adapter-kubernetes/kubernetes-executor'),
    ]);
    executors.push(new KubernetesExecutor(await ClusterApi.open({ kubeconfig: kubernetes })));
  }
  if (dockerSocket !== null) {
    const [{ DockerDaemon }, { DockerExecutor }] = await Promise.all([
      import('@tocsin/adapter-docker/docker-daemon'),
      import('@tocsin/adapter-docker/docker-executor'),
    ]);
    executors.push(new DockerExecutor(await DockerDaemon.open(dockerSocket), clock));
  }
  if (aws !== null) {
    const [{ AwsProvider }, { AwsExecutor }] = await Promise.all([
      import('@tocsin/adapter-aws/aws-provider'),
      import('@tocsin/adapter-aws/aws-executor'),
    ]);
    executors.push(new AwsExecutor(await AwsProvider.open({ ...aws, credentials: null })));
  }
  return executors;
}
