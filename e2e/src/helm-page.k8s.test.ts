import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { environment } from '@tocsin/runtime/environment';
import { goProgram } from '@tocsin/testing/go-program';
import { KubernetesCluster } from '@tocsin/testing/kubernetes-cluster';

jest.setTimeout(300_000);

const helm = goProgram('helm');
const kubeconfig = environment['TOCSIN_TEST_KUBECONFIG'];
const page = readFileSync('docs/helm.md', 'utf8');
const blocks = (marker: string, language: string): string[] =>
  [...page.matchAll(new RegExp(`<!-- ${marker} -->\\n\\n\`\`\`${language}\\n([^]*?)\`\`\``, 'g'))].map(
    ([, block]) => block ?? '',
  );

if (helm.kind === 'missing') test.todo(`docs/helm.md: left out, because ${helm.reason}`);
else
  test('what docs/helm.md says of installing works word for word, and says so', async () => {
    const cluster = await KubernetesCluster.open(kubeconfig);
    await cluster.offerVolumes(4);
    const place = mkdtempSync(join(tmpdir(), 'tocsin-helm-page-'));
    try {
      symlinkSync(resolve('helm'), join(place, 'helm'));
      const programs = join(place, 'programs');
      mkdirSync(programs);
      symlinkSync(resolve(helm.path), join(programs, 'helm'));
      // One of the parts that the program of the control plane is.
      const kubectl = `#!/bin/sh\nexec ${resolve('.cache/kubernetes/control-plane')} kubectl "$@"\n`;
      writeFileSync(join(programs, 'kubectl'), kubectl, { mode: 0o755 });
      const [values = ''] = blocks('file values.yaml', 'yaml');
      writeFileSync(join(place, 'values.yaml'), values);
      const commands = blocks('run', 'sh');
      expect(commands).toHaveLength(6);
      const { status, stdout, stderr } = spawnSync('bash', ['-euo', 'pipefail', '-c', commands.join('\n')], {
        cwd: place,
        encoding: 'utf8',
        env: {
          ...environment,
          PATH: `${programs}:${environment['PATH'] ?? ''}`,
          KUBECONFIG: kubeconfig,
          HOME: place,
        },
      });
      expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).toContain('Tocsin 0.1.0 is installed as "tocsin" (all-in-one).');
      expect(stdout).toContain('Tocsin 0.1.0 is installed as "tocsin" (services).');
      expect(stdout).toMatch(/TEST SUITE: +tocsin-test\n[^]*Phase: +Succeeded/);
      expect(stdout).toContain('Rollback was a success!');
      expect(stdout).toContain('release "tocsin" uninstalled');
      expect((await cluster.pods('alerting')).map(({ status: one }) => one?.phase)).toEqual(['Running']);
    } finally {
      rmSync(place, { recursive: true });
    }
  });
