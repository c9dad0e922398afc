import { randomBytes, randomUUID } from 'node:crypto';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { installationKey } from '@tocsin/runtime/installation-key';
import { basename, join } from 'node:path';
import { systemClock } from '@tocsin/runtime/system-clock';
import type { ChartPod, ChartSnapshot } from '@tocsin/testing/chart-snapshot';
import { freePort } from '@tocsin/testing/free-port';
import { PlatformProcess } from '@tocsin/testing/platform-process';
import { openDirectory } from './open-directory.js';

/** Settings that hold other values outside a cluster, by the secret that they are read from. */
export type Secrets = Readonly<Record<string, string>>;

/**
 * The pods of a rendered chart as processes on this machine: with their own commands, arguments and environments, save that
 * directories, ports, and names of other pods are those of this machine, and that they listen on loopback.
 */
export class ChartProcesses {
  readonly #home = openDirectory('tocsin-chart-');
  readonly #running = new Map<string, PlatformProcess>();
  readonly #ports = new Map<string, Record<string, number>>();

  /**
   * @param secrets - in place of those that the values name; the ones that every installation needs are made here
   * @param over - further settings of all processes
   */
  constructor(
    private readonly snapshot: ChartSnapshot,
    secrets: Secrets,
    private readonly over: Readonly<Record<string, string>>,
  ) {
    const all: Secrets = {
      JWT_SECRET_KEY: randomUUID() + randomUUID(),
      ENCRYPTION_KEY: randomBytes(32).toString('base64'),
      ...secrets,
    };
    mkdirSync(join(this.#home, 'secrets'));
    for (const [name, value] of Object.entries(all)) writeFileSync(join(this.#home, 'secrets', name), value);
    installationKey(join(this.#home, 'ledger-key.pem'));
    const [script] = snapshot.objects.flatMap(({ data }) => data?.['await-alert.mjs'] ?? []);
    writeFileSync(join(this.#home, 'await-alert.mjs'), script ?? '');
  }

  /** Runs a pod that ends by itself. @returns what it said */
  async ran(component: string): Promise<string> {
    const process = await this.#start(this.snapshot.pod(component), 0);
    const status = await process.exited;
    if (status !== 0) throw new Error(`${component} ended with ${String(status)}:\n${process.errors.join('\n')}`);
    return process.lines.join('\n');
  }

  /** Starts a pod with an empty home, unless it is one that keeps its own, and waits until its probes are content. */
  async up(component: string, index = 0): Promise<void> {
    const pod = this.snapshot.pod(component);
    const process = await this.#start(pod, index);
    this.#running.set(`${component}-${index}`, process);
    const ports = this.#portsOf(component, index);
    for (const { path, port } of pod.probes)
      await this.#untilContent(process, `http://127.0.0.1:${ports[port] ?? 0}${path}`);
  }

  /** Ends a pod as a kubelet does. @returns its status */
  async down(component: string, index = 0): Promise<number | null> {
    const name = `${component}-${index}`;
    const process = this.#running.get(name);
    this.#running.delete(name);
    return process === undefined ? null : process.terminate();
  }

  process(component: string, index = 0): PlatformProcess | undefined {
    return this.#running.get(`${component}-${index}`);
  }

  async remove(): Promise<void> {
    await Promise.all([...this.#running.values()].map((process) => process.kill()));
    rmSync(this.#home, { recursive: true, force: true });
  }

  async #start(pod: ChartPod, index: number): Promise<PlatformProcess> {
    const place = openDirectory(`${pod.component}-`, this.#home);
    writeFileSync(join(place, 'monitoring.yaml'), pod.config());
    for (const path of pod.mountedFiles()) cpSync(join(this.#home, basename(path)), join(place, basename(path)));
    const places = {
      '/var/lib/tocsin': place,
      '/tmp': place,
      '/etc/tocsin/config': place,
      '/etc/tocsin/secrets': join(this.#home, 'secrets'),
    };
    const ports: Record<string, number> = {};
    for (const name of Object.keys(pod.ports)) ports[name] = await freePort();
    this.#ports.set(`${pod.component}-${index}`, ports);
    const env = { ...pod.env(places), ...this.#here(pod, index, ports), ...this.over };
    const args = pod.args.map((one) => one.replace(/^\/etc\/tocsin\/test\//, `${this.#home}/`));
    return new PlatformProcess(pod.command, args, env);
  }

  /** What is another on this machine than in a cluster. */
  #here(pod: ChartPod, index: number, { http, metrics, history }: Record<string, number>): Record<string, string> {
    const given = pod.env();
    const here: Record<string, string> = {};
    const set = (name: string, value: string): void => {
      if (given[name] !== undefined) here[name] = value;
    };
    set('TOCSIN_INSTANCE', `${pod.owner.metadata.name}-${index}`);
    set('HOST', '127.0.0.1');
    set('HISTORY_HOST', '127.0.0.1');
    if (http !== undefined) set('PORT', String(http));
    if (metrics !== undefined) set('METRICS_PORT', String(metrics));
    if (history !== undefined) set('HISTORY_PORT', String(history));
    for (const name of ['HISTORY_URLS', 'TOCSIN_URL']) {
      const urls = given[name];
      if (urls !== undefined)
        here[name] = urls
          .split(',')
          .map((url) => this.#addressOf(url))
          .join(',');
    }
    return here;
  }

  /** Where the pod listens here that has an address in the cluster. */
  #addressOf(url: string): string {
    const { hostname, port } = new URL(url);
    const host = hostname.split('.')[0] ?? '';
    for (const [name, ports] of this.#ports) {
      const [, component = '', index = ''] = /^(.*)-(\d+)$/.exec(name) ?? [];
      const pod = this.snapshot.pod(component);
      const owner = pod.owner.metadata.name;
      const named = Object.entries(pod.ports).find(([, number]) => String(number) === port)?.[0];
      if (named !== undefined && (host === `${owner}-${index}` || (host === owner && index === '0')))
        return `http://127.0.0.1:${ports[named] ?? 0}`;
    }
    throw new Error(`${url} is the address of no pod that runs`);
  }

  #portsOf(component: string, index: number): Record<string, number> {
    return this.#ports.get(`${component}-${index}`) ?? {};
  }

  async #untilContent(process: PlatformProcess, url: string): Promise<void> {
    let ended = false;
    void process.exited.then(() => (ended = true));
    for (;;) {
      const status = await fetch(url).then(
        (response) => response.status,
        () => null,
      );
      if (status !== null && status >= 200 && status < 400) return;
      if (ended) throw new Error(`the process ended before ${url} was content:\n${process.errors.join('\n')}`);
      await systemClock.wait(50);
    }
  }
}
