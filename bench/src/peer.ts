import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '@tocsin/testing/free-port';
import { systemClock } from '@tocsin/runtime/system-clock';

export interface RunningPeer {
  base: string;
  pid: number;
  /** From the start of the process until it answered that it is ready, in ms. */
  readyMs: number;
  stop(): Promise<void>;
}

/** Prometheus and Alertmanager, built once from their source; null, and a line about it, where that cannot be. */
export function buildPeers(): string | null {
  const { status, stdout } = spawnSync('bash', ['scripts/peers.sh'], { stdio: ['ignore', 'pipe', 'inherit'] });
  if (status === 0) return stdout.toString().trim();
  process.stderr.write('the peers are left out: Prometheus and Alertmanager cannot be built here\n');
  return null;
}

export interface PrometheusSettings {
  /** Such as `1s`. */
  evaluationInterval: string;
  /** The conditions of its alerting rules, in PromQL. */
  expressions: readonly string[];
  /** Where its alerts go; without it they go nowhere. */
  alertmanager?: RunningPeer;
}

/** A Prometheus that scrapes nothing and takes remote writes. */
export async function startPrometheus(
  peers: string,
  home: string,
  { evaluationInterval, expressions, alertmanager }: PrometheusSettings,
): Promise<RunningPeer> {
  const rules = expressions.map((expr, i) => ({ alert: `rule${i}`, expr }));
  // JSON is YAML.
  writeFileSync(join(home, 'rules.yml'), JSON.stringify({ groups: [{ name: 'bench', rules }] }));
  const config = {
    global: { evaluation_interval: evaluationInterval },
    rule_files: ['rules.yml'],
    ...(alertmanager === undefined
      ? {}
      : { alerting: { alertmanagers: [{ static_configs: [{ targets: [new URL(alertmanager.base).host] }] }] } }),
  };
  return startPrometheusServer(join(peers, 'prometheus'), home, config, []);
}

/** A Prometheus of any build with a configuration of one's own; it scrapes nothing and takes remote writes. */
export async function startPrometheusServer(
  program: string,
  home: string,
  config: object,
  flags: readonly string[],
): Promise<RunningPeer> {
  writeFileSync(join(home, 'prometheus.yml'), JSON.stringify(config));
  const port = await freePort();
  return startServer(program, port, [
    `--config.file=${join(home, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(home, 'prometheus')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--web.enable-remote-write-receiver',
    '--log.level=error',
    ...flags,
  ]);
}

/** An Alertmanager that tells the webhook of each alert at once and by itself. */
export async function startAlertmanager(peers: string, home: string, webhook: string): Promise<RunningPeer> {
  const config = {
    route: { receiver: 'bench', group_by: ['...'], group_wait: '0s', group_interval: '1s', repeat_interval: '24h' },
    receivers: [{ name: 'bench', webhook_configs: [{ url: webhook, send_resolved: false }] }],
  };
  writeFileSync(join(home, 'alertmanager.yml'), JSON.stringify(config));
  const port = await freePort();
  return startServer(join(peers, 'alertmanager'), port, [
    `--config.file=${join(home, 'alertmanager.yml')}`,
    `--storage.path=${join(home, 'alertmanager')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--cluster.listen-address=',
    '--log.level=error',
  ]);
}

async function startServer(command: string, port: number, args: readonly string[]): Promise<RunningPeer> {
  const base = `http://127.0.0.1:${port}`;
  const began = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  while (!(await isReady(base))) {
    if (child.exitCode !== null) throw new Error(`${command} ended with ${child.exitCode}`);
    await systemClock.wait(5);
  }
  return {
    base,
    pid: child.pid ?? 0,
    readyMs: performance.now() - began,
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

const isReady = (base: string): Promise<boolean> =>
  fetch(`${base}/-/ready`).then(
    async (answer) => {
      await answer.arrayBuffer();
      return answer.ok;
    },
    () => false,
  );
