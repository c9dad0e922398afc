import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** An alert as Alertmanager lists it. */
export interface ListedAlert {
  labels: Record<string, string>;
  annotations: Record<string, string>;
  startsAt: string;
  endsAt: string;
  updatedAt: string;
  generatorURL?: string;
}

/** A real Alertmanager on loopback that tells nobody. */
export interface RunningAlertmanager {
  url: string;
  /** Alerts that it holds for firing, by the value of their label `alertname`. */
  alerts(): Promise<ReadonlyMap<string, ListedAlert>>;
  /** Ends it and forgets what it knew. */
  stop(): Promise<void>;
}

const NOBODY = 'route: { receiver: nobody }\nreceivers: [{ name: nobody }]\n';

/**
 * @param path - the program; `debianProgram('prometheus-alertmanager')` finds it
 * @param configuration - its `alertmanager.yml`
 */
export async function startAlertmanager(
  path: string,
  port: number,
  configuration = NOBODY,
): Promise<RunningAlertmanager> {
  const directory = await mkdtemp(join(tmpdir(), 'tocsin-alertmanager-'));
  const config = join(directory, 'alertmanager.yml');
  await writeFile(config, configuration);
  const alertmanager = spawn(
    path,
    [
      `--config.file=${config}`,
      `--storage.path=${join(directory, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--cluster.listen-address=',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const exited = new Promise<void>((resolve) => alertmanager.once('exit', () => resolve()));
  const said: string[] = [];
  const listening = new Promise<void>((resolve) => {
    createInterface(alertmanager.stderr).on('line', (line) => {
      said.push(line);
      if (line.includes('Listening on')) resolve();
    });
  });
  await Promise.race([
    listening,
    exited.then(() => {
      throw new Error(`Alertmanager did not start:\n${said.slice(-20).join('\n')}`);
    }),
  ]);
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    alerts: async () => {
      const answer = await fetch(`${url}/api/v2/alerts?active=true`);
      const alerts = (await answer.json()) as ListedAlert[];
      return new Map(alerts.map((alert) => [alert.labels['alertname'] ?? '', alert]));
    },
    stop: async () => {
      alertmanager.kill('SIGTERM');
      await exited;
      await rm(directory, { recursive: true, force: true });
    },
  };
}
