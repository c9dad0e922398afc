import type * as AutoScaling from '@aws-sdk/client-auto-scaling';
import type * as Ec2 from '@aws-sdk/client-ec2';
import type {
  CloudAnswer,
  CloudGroup,
  CloudInstance,
  CloudMarks,
  CloudProviderAdapter,
  CloudResource,
} from '@tocsin/ports/cloud-provider';

/** For one request and its answer; AWS answers these in well under a second. */
const REQUEST_TIMEOUT_MS = 10_000;

export interface AwsOptions {
  readonly region: string;
  /** In place of AWS's own; null: AWS's own. */
  readonly endpoint: string | null;
  /** Null: as the SDK finds them (environment, profile, role of the machine or pod). */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } | null;
}

const neverReached = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN']);
/** What AWS says when it turns a request away for now, some of it with a status of 503. */
const forNow = new Set([
  'RequestLimitExceeded', 'Throttling', 'ThrottlingException', 'Unavailable', 'ResourceContention',
  'ScalingActivityInProgress', 'IncorrectInstanceState',
]); // prettier-ignore

/** EC2 instances and Auto Scaling groups of one region, with the rights of `policy.json`. */
export class AwsProvider implements CloudProviderAdapter {
  readonly name: string;

  private constructor(
    region: string,
    private readonly ec2: Ec2.EC2Client,
    private readonly ec2Sdk: typeof Ec2,
    private readonly scaling: AutoScaling.AutoScalingClient,
    private readonly scalingSdk: typeof AutoScaling,
  ) {
    this.name = `AWS ${region}`;
  }

  /** Loads the SDK's two clients; connects when first asked. */
  static async open({ region, endpoint, credentials }: AwsOptions): Promise<AwsProvider> {
    const [ec2, scaling] = await Promise.all([import('@aws-sdk/client-ec2'), import('@aws-sdk/client-auto-scaling')]);
    const config = {
      region,
      // The SDK would send what failed again; a second restart is ours to decide.
      maxAttempts: 1,
      ...(endpoint === null ? {} : { endpoint }),
      ...(credentials === null ? {} : { credentials }),
    };
    return new AwsProvider(region, new ec2.EC2Client(config), ec2, new scaling.AutoScalingClient(config), scaling);
  }

  /** Lets its connections go. */
  close(): void {
    this.ec2.destroy();
    this.scaling.destroy();
  }

  async instance(id: string, signal: AbortSignal): Promise<CloudAnswer<CloudInstance>> {
    const command = new this.ec2Sdk.DescribeInstancesCommand({ InstanceIds: [id] });
    const answer = await this.#ask(`instance ${id}`, false, signal, (abort) => this.ec2.send(command, abort));
    if (answer.kind !== 'ok') return answer;
    const [found] = (answer.value.Reservations ?? []).flatMap(({ Instances = [] }) => Instances);
    if (found === undefined) return this.#absent(`instance ${id}`);
    return { kind: 'ok', value: { id, state: found.State?.Name ?? 'unknown', marks: marksOf(found.Tags) } };
  }

  async group(name: string, signal: AbortSignal): Promise<CloudAnswer<CloudGroup>> {
    const command = new this.scalingSdk.DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] });
    const answer = await this.#ask(`group ${name}`, false, signal, (abort) => this.scaling.send(command, abort));
    if (answer.kind !== 'ok') return answer;
    const [found] = answer.value.AutoScalingGroups ?? [];
    if (found === undefined) return this.#absent(`group ${name}`);
    const isWell = ({ HealthStatus, LifecycleState }: AutoScaling.Instance) =>
      HealthStatus?.toLowerCase() === 'healthy' && LifecycleState === 'InService';
    return {
      kind: 'ok',
      value: {
        name,
        capacity: found.DesiredCapacity ?? 0,
        min: found.MinSize ?? 0,
        max: found.MaxSize ?? 0,
        healthy: (found.Instances ?? []).filter(isWell).length,
        marks: marksOf(found.Tags),
      },
    };
  }

  reboot(id: string, signal: AbortSignal): Promise<CloudAnswer<null>> {
    const command = new this.ec2Sdk.RebootInstancesCommand({ InstanceIds: [id] });
    return this.#tell(`instance ${id}`, signal, (abort) => this.ec2.send(command, abort));
  }

  setCapacity(group: string, capacity: number, signal: AbortSignal): Promise<CloudAnswer<null>> {
    const command = new this.scalingSdk.SetDesiredCapacityCommand({
      AutoScalingGroupName: group,
      DesiredCapacity: capacity,
      HonorCooldown: false,
    });
    return this.#tell(`group ${group}`, signal, (abort) => this.scaling.send(command, abort));
  }

  mark(resource: CloudResource, name: string, value: string, signal: AbortSignal): Promise<CloudAnswer<null>> {
    if ('instance' in resource) {
      const Resources = [resource.instance];
      const command = new this.ec2Sdk.CreateTagsCommand({ Resources, Tags: [{ Key: name, Value: value }] });
      return this.#tell(`instance ${resource.instance}`, signal, (abort) => this.ec2.send(command, abort));
    }
    const ResourceId = resource.group;
    const tag = { ResourceId, ResourceType: 'auto-scaling-group', Key: name, Value: value, PropagateAtLaunch: false };
    const command = new this.scalingSdk.CreateOrUpdateTagsCommand({ Tags: [tag] });
    return this.#tell(`group ${resource.group}`, signal, (abort) => this.scaling.send(command, abort));
  }

  async #tell(
    what: string,
    signal: AbortSignal,
    send: (options: { abortSignal: AbortSignal }) => Promise<unknown>,
  ): Promise<CloudAnswer<null>> {
    const answer = await this.#ask(what, true, signal, send);
    return answer.kind === 'ok' ? { kind: 'ok', value: null } : answer;
  }

  async #ask<T>(
    what: string,
    writes: boolean,
    signal: AbortSignal,
    send: (options: { abortSignal: AbortSignal }) => Promise<T>,
  ): Promise<CloudAnswer<T>> {
    if (signal.aborted) return { kind: 'refused', mayHelp: true, reason: `${what}: given up before it was asked` };
    const limit = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
    try {
      return { kind: 'ok', value: await send({ abortSignal: AbortSignal.any([signal, limit]) }) };
    } catch (error) {
      return this.#failure(what, error as SdkError, writes);
    }
  }

  #failure(what: string, error: SdkError, writes: boolean): CloudAnswer<never> {
    const { name, message, $metadata } = error;
    // The SDK wraps errors that it does not know for its own, and keeps only their message.
    const code = error.code ?? /\bconnect (E[A-Z]+)\b/.exec(message)?.[1];
    const status = $metadata?.httpStatusCode;
    const told = `${what}: ${this.name} says ${name}: ${message}`;
    if (/NotFound$|Malformed$/.test(name)) return this.#absent(what);
    if (forNow.has(name) || status === 429) return { kind: 'refused', reason: told, mayHelp: true };
    if (status !== undefined && status >= 300 && status < 500) return { kind: 'refused', reason: told, mayHelp: false };
    if (name === 'CredentialsProviderError')
      return { kind: 'refused', reason: `${told}; give this process credentials for AWS`, mayHelp: false };
    if (code !== undefined && neverReached.has(code))
      return { kind: 'refused', reason: `${what}: ${this.name} cannot be reached (${code})`, mayHelp: true };
    return writes ? { kind: 'unknown', reason: told } : { kind: 'refused', reason: told, mayHelp: true };
  }

  #absent(what: string): CloudAnswer<never> {
    const reason = `${what} is not in ${this.name}; look whether its name and the region are right`;
    return { kind: 'refused', reason, mayHelp: false };
  }
}

interface SdkError extends Error {
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

function marksOf(tags: readonly { Key?: string | undefined; Value?: string | undefined }[] = []): CloudMarks {
  return Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]));
}
