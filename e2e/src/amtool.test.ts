import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { debianProgram } from '@tocsin/testing/debian-program';
import { Standalone } from './world/standalone.js';
import { PlatformProcess } from '@tocsin/testing/platform-process';

const amtool = debianProgram('amtool');

interface Silence {
  id: string;
  matchers: object[];
  comment: string;
  createdBy: string;
}

if (amtool.kind === 'missing') test.todo(`amtool's silences: left out, because ${amtool.reason}`);
else {
  let tocsin: Standalone;
  let client: string;

  /** What amtool says; it ends with 1 when it is refused. */
  const asked = async (...args: string[]): Promise<{ code: number | null; said: string }> => {
    const options = [`--alertmanager.url=${tocsin.api.base}`, `--http.config.file=${client}`, '--no-version-check'];
    const process = new PlatformProcess(amtool.path, [...options, ...args], {});
    const code = await process.exited;
    return { code, said: [...process.lines, ...process.errors].join('\n') };
  };
  const silences = async (...args: string[]): Promise<Silence[]> =>
    JSON.parse((await asked('--output=json', 'silence', 'query', ...args)).said) as Silence[];

  beforeAll(async () => {
    tocsin = await Standalone.start();
    client = join(tocsin.home, 'http-client.yml');
    await writeFile(client, `authorization: { credentials: ${tocsin.api.token} }\n`);
    await tocsin.api.tocsin.createReceiver({
      body: {
        name: 'team',
        type: 'webhook',
        url: 'http://127.0.0.1:9/',
      },
    });
    await tocsin.api.tocsin.createRule({
      body: {
        name: 'Disk full',
        severity: 'HIGH',
        category: 'infrastructure',
        conditions: [{ type: 'threshold', metric_path: 'disk_used', operator: '>', threshold: 90 }],
      },
    });
    const samples = ['a', 'b'].map((instance) => ({ metric: 'disk_used', labels: { instance }, value: 95 }));
    await tocsin.api.tocsin.sendMetrics({ body: { samples } });
    await tocsin.api.alertsUntil((alerts) => alerts.filter(({ state }) => state === 'firing').length === 2);
  }, 120_000);
  afterAll(() => tocsin.remove());

  test('amtool adds a silence, finds it and what it silences, and expires it', async () => {
    const added = await asked(
      'silence',
      'add',
      '--duration=1h',
      '--comment=known',
      'alertname=Disk full',
      'instance=~a|x',
    );
    expect(added).toMatchObject({ code: 0 });
    const id = added.said.trim();
    expect(await silences()).toMatchObject([
      {
        id,
        status: { state: 'active' },
        comment: 'known',
        createdBy: 'admin',
        matchers: [
          { name: 'alertname', value: 'Disk full', isRegex: false, isEqual: true },
          { name: 'instance', value: 'a|x', isRegex: true, isEqual: true },
        ],
      },
    ]);
    expect(await silences('alertname=Disk full')).toHaveLength(1);
    expect(await silences('alertname=other')).toEqual([]);
    const alerts = async (...flags: string[]) =>
      (
        JSON.parse((await asked('--output=json', 'alert', 'query', ...flags)).said) as {
          labels: { instance: string };
        }[]
      ).map(({ labels }) => labels.instance);
    expect(await alerts()).toEqual(['b']);
    expect(await alerts('--silenced')).toEqual(['a']);
    const updated = await asked('silence', 'update', '--duration=2h', '--comment=still', id);
    expect(updated).toMatchObject({ code: 0 });
    expect(await silences()).toMatchObject([{ id, comment: 'still' }]);
    expect(await asked('silence', 'expire', id)).toMatchObject({ code: 0 });
    expect(await silences()).toEqual([]);
    expect(await silences('--expired')).toMatchObject([{ id }]);
    expect((await alerts()).sort()).toEqual(['a', 'b']);
  });

  test('amtool hears why a silence is refused', async () => {
    const refused = await asked('silence', 'add', '--duration=1h', '--comment=all', 'instance=~.*');
    expect(refused.code).toBe(1);
    expect(refused.said).toContain('nearly every alert');
    expect((await asked('silence', 'expire', 'no-such-silence')).code).toBe(1);
  });
}
