import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@tocsin/runtime/system-clock';
import { freePort } from '@tocsin/testing/free-port';
import { PlatformProcess } from '@tocsin/testing/platform-process';

/** A real Prometheus on loopback that scrapes nothing and takes what is sent to it by remote write. */
export class RealPrometheus {
  private constructor(
    readonly url: string,
    private readonly directory: string,
    private readonly process: PlatformProcess,
  ) {}

  /**
   * @param path - the program; `debianProgram('prometheus')` finds it
   * @param files - its configuration, `prometheus.yml`, and what that names
   */
  static async start(path: string, files: Readonly<Record<string, string>> = {}): Promise<RealPrometheus> {
    const directory = await mkdtemp(join(tmpdir(), 'tocsin-prometheus-'));
    const config = join(directory, 'prometheus.yml');
    for (const [name, text] of Object.entries({ 'prometheus.yml': '{}', ...files }))
      await writeFile(join(directory, name), text);
    const address = `127.0.0.1:${await freePort()}`;
    const process = new PlatformProcess(
      path,
      [
        `--config.file=${config}`,
        `--storage.tsdb.path=${join(directory, 'data')}`,
        `--web.listen-address=${address}`,
        '--web.enable-remote-write-receiver',
      ],
      {},
    );
    const prometheus = new RealPrometheus(`http://${address}`, directory, process);
    let ended = false;
    void process.exited.then(() => (ended = true));
    while (!(await prometheus.#isReady())) {
      if (ended) throw new Error(`Prometheus did not start:\n${process.errors.slice(-20).join('\n')}`);
      await systemClock.wait(50);
    }
    return prometheus;
  }

  async stop(): Promise<void> {
    await this.process.interrupt();
    await rm(this.directory, { recursive: true, force: true });
  }

  async #isReady(): Promise<boolean> {
    return fetch(`${this.url}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  }
}
