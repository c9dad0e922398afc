import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Inbox } from './world/inbox.js';
import { Standalone } from './world/standalone.js';

const run = promisify(execFile);

/** The blocks of commands in README's walk, with the test's ports in place of the usual ones. */
async function walk(port: number, receiverUrl: string): Promise<string[]> {
  const readme = await readFile('README.md', 'utf8');
  const part = readme.slice(readme.indexOf('<!-- walk -->'), readme.indexOf('<!-- /walk -->'));
  const blocks = [...part.matchAll(/```sh\n(.*?)```/gs)].map(([, block]) => block ?? '');
  return blocks.map((block) =>
    block
      .replaceAll('http://127.0.0.1:8000', `http://127.0.0.1:${port}`)
      .replace('http://127.0.0.1:9900/', receiverUrl),
  );
}

test("README's walk works word for word, from the token to the reason of the alert", async () => {
  const standalone = await Standalone.start();
  const inbox = await Inbox.start();
  const place = await mkdtemp(join(tmpdir(), 'tocsin-readme-'));
  try {
    await symlink(standalone.home, join(place, '.tocsin'));
    const blocks = await walk(standalone.port, inbox.url);
    expect(blocks).toHaveLength(6);
    // One shell for all blocks, as a reader has it; each block's output ends with a mark.
    const script = blocks.map((block) => `${block}\necho; echo "-- end of block"`).join('\n');
    const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', script], { cwd: place });
    const answers = stdout
      .split('-- end of block')
      .map((text) => text.trim())
      .filter((text) => text !== '')
      .map((text) => JSON.parse(text) as unknown);
    expect(answers).toMatchObject([
      { data: { name: 'on-call', signing_secret: expect.stringMatching(/^whsec_/) } },
      { data: { name: 'High CPU Usage', tenant_id: 'acme_main', status: 'active', version: 1 } },
      { data: { accepted: 1, refused: 0 } },
      { data: [{ rule_name: 'High CPU Usage', state: 'firing', value: 95, labels: { instance: 'web-1' } }] },
      { data: { reason: 'The conditions of "High CPU Usage" hold: cpu_usage{instance="web-1"} is 95 (> 80)' } },
      { data: { token: expect.stringMatching(/^ey/) } },
    ]);
    await inbox.until((received) => received.length === 1);
    expect(inbox.received[0]?.notice).toContain('High CPU Usage');
  } finally {
    await standalone.remove();
    await inbox.stop();
    await rm(place, { recursive: true });
  }
}, 60_000);

test('within a minute the demo tenant has an alert, and its notification has reached a receiver', async () => {
  const standalone = await Standalone.start({ TOCSIN_DEMO: 'true' });
  try {
    expect(await standalone.process?.said('notification received (demo): FIRING')).toBeDefined();
    const { body } = await standalone.api.insist(201, 'POST', '/api/tokens', {
      subject: 'test',
      tenant_id: 'system',
      scopes: ['rules:read'],
    });
    standalone.api.token = (body['data'] as { token: string }).token;
    const rules = await standalone.api.insist(200, 'GET', '/api/rules');
    expect((rules.body['data'] as { name: string }[]).length).toBeGreaterThan(0);
  } finally {
    await standalone.remove();
  }
}, 90_000);
