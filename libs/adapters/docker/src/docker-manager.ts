import type { HealingTarget } from '@tocsin/domain/healing/target';
import type { Inventory, TargetInventory } from '@tocsin/ports/target-inventory';
import type { ContainerInfo, DockerVersion } from 'dockerode';
import type { DockerDaemon } from './docker-daemon.js';

/** More containers than one daemon runs; the list is cut there. */
const CONTAINERS_MAX = 5_000;

export type DaemonHealth =
  | { readonly kind: 'reachable'; readonly version: string; readonly apiVersion: string }
  | { readonly kind: 'unreachable'; readonly reason: string };

/** Two calls of the client whose types leave out that they take a signal, as every call does. */
interface GivenUpByASignal {
  ping(options: { abortSignal: AbortSignal }): Promise<unknown>;
  version(options: { abortSignal: AbortSignal }): Promise<DockerVersion>;
}

/** The containers of one Docker daemon, and how it is itself. */
export class DockerManager implements TargetInventory {
  constructor(private readonly daemon: DockerDaemon) {}

  async health(signal: AbortSignal): Promise<DaemonHealth> {
    const { place } = this.daemon;
    const client = this.daemon.client as unknown as GivenUpByASignal;
    const asking = { what: 'the Docker daemon', signal, writes: false };
    const pinged = await this.daemon.ask(asking, (options) => client.ping(options));
    if (pinged.kind !== 'ok') return { kind: 'unreachable', reason: pinged.reason };
    if (String(pinged.value) !== 'OK')
      return { kind: 'unreachable', reason: `${place} answers, but is no Docker daemon` };
    const version = await this.daemon.ask(asking, (options) => client.version(options));
    if (version.kind !== 'ok') return { kind: 'unreachable', reason: version.reason };
    return { kind: 'reachable', version: version.value.Version, apiVersion: version.value.ApiVersion };
  }

  async list(signal: AbortSignal): Promise<Inventory> {
    const asking = { what: 'the containers', signal, writes: false };
    const containers = await this.daemon.ask(asking, (options) =>
      this.daemon.client.listContainers({ all: true, ...options }),
    );
    if (containers.kind !== 'ok') return { kind: 'unreachable', reason: containers.reason };
    if (!Array.isArray(containers.value))
      return { kind: 'unreachable', reason: `${this.daemon.place} answers, but is no Docker daemon` };
    return {
      kind: 'listed',
      targets: containers.value.slice(0, CONTAINERS_MAX).map(targetOf),
      isCut: containers.value.length > CONTAINERS_MAX,
    };
  }
}

function targetOf({ Id, Names, Labels, State, Status }: ContainerInfo): HealingTarget {
  const health = healthOf(State, Status);
  return {
    subject: { kind: 'container', name: Names[0]?.replace(/^\//, '') ?? Id },
    labels: Labels ?? {},
    members: [],
    desired: 1,
    ready: health === 'healthy' ? 1 : 0,
    health,
    why: health === 'healthy' ? null : Status,
  };
}

/** Docker says what a container's own health check found in the text of its status: `Up 2 hours (unhealthy)`. */
function healthOf(state: string, status: string): HealingTarget['health'] {
  if (state !== 'running') return 'down';
  return status.includes('(unhealthy)') || status.includes('(health: starting)') ? 'degraded' : 'healthy';
}
