import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseAllDocuments } from 'yaml';

const DIRECTORY = 'helm/snapshots';

/** An object of Kubernetes as the chart renders it; only what is looked at is typed. */
export interface Rendered {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels: Record<string, string>; annotations?: Record<string, string> };
  spec: Record<string, unknown>;
  data?: Record<string, string>;
}

interface PodSpec {
  containers: [
    {
      command: [string];
      args: string[];
      env: { name: string; value?: string; valueFrom?: unknown }[];
      ports?: { name: string; containerPort: number }[];
      volumeMounts: { name: string; mountPath: string; subPath?: string }[];
      [probe: `${string}Probe`]: { httpGet: { path: string; port: string } };
    },
  ];
  volumes: { name: string; projected?: { sources: { secret: { items: { path: string }[] } }[] } }[];
}

const COMPONENT = 'app.kubernetes.io/component';

/** A pod that the chart makes, and what its one container is told. */
export class ChartPod {
  readonly component: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Names of the volumes that are claimed for it. */
  readonly claims: readonly string[];
  /** Numbers by name. */
  readonly ports: Readonly<Record<string, number>>;
  readonly probes: readonly { kind: string; path: string; port: string }[];

  constructor(
    readonly owner: Rendered,
    /** Names, labels and specification, as a Pod has them. */
    readonly template: { metadata: { labels: Record<string, string> }; spec: PodSpec },
    private readonly configText: string,
  ) {
    const [container] = template.spec.containers;
    this.component = template.metadata.labels[COMPONENT] ?? '';
    this.command = container.command[0];
    this.args = container.args;
    const claims = (owner.spec['volumeClaimTemplates'] ?? []) as { metadata: { name: string } }[];
    this.claims = claims.map(({ metadata }) => metadata.name);
    this.ports = Object.fromEntries((container.ports ?? []).map(({ name, containerPort }) => [name, containerPort]));
    this.probes = (['liveness', 'startup', 'readiness'] as const).flatMap((kind) => {
      const probe = container[`${kind}Probe`];
      return probe === undefined ? [] : [{ kind, ...probe.httpGet }];
    });
  }

  /**
   * The environment of the container.
   *
   * @param places - directories that stand in for those of the pod, by the beginnings of paths
   */
  env(places: Readonly<Record<string, string>> = {}): Record<string, string> {
    const [{ env }] = this.template.spec.containers;
    // What is taken from the pod itself is its name.
    return Object.fromEntries(
      env.map(({ name, value = `${this.owner.metadata.name}-0` }) => [name, moved(value, places)]),
    );
  }

  /** Names of the secrets that lie in the pod as files. */
  mountedSecrets(): string[] {
    const sources = this.template.spec.volumes.find(({ name }) => name === 'secrets')?.projected?.sources ?? [];
    return sources.flatMap(({ secret }) => secret.items.map(({ path }) => path));
  }

  /** Paths of single files that are mounted. */
  mountedFiles(): string[] {
    const [{ volumeMounts }] = this.template.spec.containers;
    return volumeMounts.flatMap(({ mountPath, subPath }) => (subPath === undefined ? [] : [mountPath]));
  }

  /** The file of settings that it is given. */
  config(): string {
    return this.configText;
  }
}

/** What the chart makes of one of its sets of values, as it lies in `helm/snapshots`. */
export class ChartSnapshot {
  private constructor(
    readonly name: string,
    readonly objects: readonly Rendered[],
  ) {}

  static all(): ChartSnapshot[] {
    return readdirSync(DIRECTORY).map((file) => ChartSnapshot.open(basename(file, '.yaml')));
  }

  static open(name: string): ChartSnapshot {
    const text = readFileSync(join(DIRECTORY, `${name}.yaml`), 'utf8');
    const objects = parseAllDocuments(text).map((document) => document.toJS() as Rendered | null);
    return new ChartSnapshot(
      name,
      objects.filter((object) => object !== null),
    );
  }

  /** Every pod that comes of it, hooks included. */
  pods(): ChartPod[] {
    const config =
      this.objects.find(({ data }) => data?.['monitoring.yaml'] !== undefined)?.data?.['monitoring.yaml'] ?? '';
    return this.objects.flatMap((object) => {
      const template = object.kind === 'Pod' ? object : object.spec?.['template'];
      return template === undefined ? [] : [new ChartPod(object, template as ChartPod['template'], config)];
    });
  }

  pod(component: string): ChartPod {
    const found = this.pods().find((pod) => pod.component === component);
    if (found === undefined) throw new Error(`${this.name} makes no pod of ${component}`);
    return found;
  }

  /** Whether its NetworkPolicy lets a component out to addresses beyond the cluster. */
  reachesInternet(component: string): boolean {
    const policy = this.objects.find(
      ({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.labels[COMPONENT] === component,
    );
    const egress = (policy?.spec['egress'] ?? []) as { to?: { ipBlock?: object }[] }[];
    return egress.some(({ to }) => to?.some(({ ipBlock }) => ipBlock !== undefined));
  }

  /** By which groups and topics of Kafka services are scaled; topics without their prefix. */
  lagTriggers(): { group: string; topic: string }[] {
    return this.objects.flatMap(({ kind, spec }) => {
      if (kind !== 'ScaledObject') return [];
      const triggers = spec['triggers'] as { metadata: { consumerGroup: string; topic: string } }[];
      return triggers.map(({ metadata: { consumerGroup: group, topic } }) => ({
        group,
        topic: topic.replace(/^[^.]+\./, ''),
      }));
    });
  }
}

function moved(value: string, places: Readonly<Record<string, string>>): string {
  const from = Object.keys(places).find((place) => value === place || value.startsWith(`${place}/`));
  return from === undefined ? value : `${places[from] ?? ''}${value.slice(from.length)}`;
}
