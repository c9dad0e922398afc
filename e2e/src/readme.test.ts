import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { systemClock } from '@tocsin/runtime/system-clock';
import { slack, SLACK_PATH } from '@tocsin/testing/vendors/slack';
import { startVendor } from '@tocsin/testing/vendors/vendor-server';
import { Inbox } from './world/inbox.js';
import { Standalone } from './world/standalone.js';

const run = promisify(execFile);

/** The blocks of commands in a part of a document, with the test's ports in place of the usual ones. */
async function walk(name: string, port: number, receiverUrl: string, document = 'README.md'): Promise<string[]> {
  const whole = await readFile(document, 'utf8');
  const part = whole.slice(whole.indexOf(`<!-- ${name} -->`), whole.indexOf(`<!-- /${name} -->`));
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
    const blocks = await walk('walk', standalone.port, inbox.url);
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

test('the quickstart leads from a tenant that is blank to an alert in a channel by six calls', async () => {
  const standalone = await Standalone.start();
  const channel = await startVendor(slack);
  const place = await mkdtemp(join(tmpdir(), 'tocsin-quickstart-'));
  try {
    await symlink(standalone.home, join(place, '.tocsin'));
    const blocks = await walk('quickstart', standalone.port, `${channel.url}${SLACK_PATH}`, 'docs/quickstart.md');
    expect(blocks.join('\n').match(/curl /g)).toHaveLength(6);
    const script = blocks.map((block) => `${block}\necho; echo "-- end of block"`).join('\n');
    const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', script], { cwd: place });
    expect(stdout).toContain('"shop":"berlin"');
    while (channel.taken.length + channel.refused.length === 0) await systemClock.wait(20);
    expect(channel.refused).toEqual([]);
    expect(JSON.stringify(channel.taken[0])).toContain('9 orders failed in berlin');
  } finally {
    await standalone.remove();
    await channel.stop();
    await rm(place, { recursive: true });
  }
}, 60_000);

test('what README says of keeping rules works word for word', async () => {
  const standalone = await Standalone.start();
  const place = await mkdtemp(join(tmpdir(), 'tocsin-readme-'));
  try {
    await symlink(standalone.home, join(place, '.tocsin'));
    const cli = `${process.execPath} ${join(process.cwd(), 'apps', 'cli', 'dist', 'main.js')}`;
    // The script of npm builds first; the address is what a reader at another port would add.
    const blocks = (await walk('keeping', standalone.port, '')).map((block) =>
      block
        .replaceAll('npm run -s tocsin --', cli)
        .replaceAll(/(diff|apply) alerts/g, `$1 alerts --url http://127.0.0.1:${standalone.port}`),
    );
    expect(blocks).toHaveLength(3);
    const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', blocks.join('\n')], { cwd: place });
    const lines = stdout.replaceAll('}{', '}\n{').split('\n');
    expect(lines.slice(0, -3)).toEqual([
      '+ rule "Busy CPU"',
      '1 to create, 0 to change, 0 to delete, 0 unchanged',
      '+ rule "Busy CPU"',
      '1 to create, 0 to change, 0 to delete, 0 unchanged',
      '1 changed',
      '~ rule "Busy CPU"',
      '    conditions[0].threshold: 80 → 90',
      '0 to create, 1 to change, 0 to delete, 0 unchanged',
      '1 changed',
    ]);
    expect(lines.slice(-3).map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { data: [{ version: 2, author: 'admin', reason: 'applied by folder:alerts' }, { version: 1 }] },
      { data: { changes: [{ before: 80, after: 90 }], backtest: { difference: 0 } } },
      { data: { dry_run: true, refused: 0, taken: [{ kind: 'rule-group', name: 'team/hosts' }] } },
    ]);
  } finally {
    await standalone.remove();
    await rm(place, { recursive: true });
  }
}, 60_000);

test('what README says of rules in words works word for word', async () => {
  const standalone = await Standalone.start();
  const place = await mkdtemp(join(tmpdir(), 'tocsin-readme-'));
  try {
    await symlink(standalone.home, join(place, '.tocsin'));
    const cli = `${process.execPath} ${join(process.cwd(), 'apps', 'cli', 'dist', 'main.js')}`;
    const blocks = (await walk('words', standalone.port, '')).map((block) =>
      block.replaceAll(
        'npm run -s tocsin -- rules draft',
        `echo; ${cli} rules draft -o json --url http://127.0.0.1:${standalone.port}`,
      ),
    );
    expect(blocks).toHaveLength(1);
    const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', blocks.join('\n')], { cwd: place });
    const [first = '', ...rest] = stdout.split('\n');
    const { data } = JSON.parse(first) as { data: { kind: string; rule: { draft: object } } };
    expect(data).toMatchObject({
      kind: 'rule',
      rule: { draft: { for: '5m' }, assumptions: expect.arrayContaining([expect.stringContaining('95th percentile')]) },
    });
    expect(JSON.parse(rest.join('\n'))).toMatchObject({
      kind: 'rule',
      rule: {
        draft: { severity: 'CRITICAL', conditions: [{ type: 'promql', expr: 'avg_over_time(cpu_usage[10m]) > 80' }] },
      },
    });
    await standalone.api.insist(201, 'POST', '/api/rules', data.rule.draft);
  } finally {
    await standalone.remove();
    await rm(place, { recursive: true });
  }
}, 60_000);

test('within a minute the demo tenant has an alert, and its notification has reached a receiver', async () => {
  const standalone = await Standalone.start({ TOCSIN_DEMO: 'true' });
  try {
    expect(await standalone.process?.said('notification received (demo): FIRING')).toBeDefined();
    const { data } = await standalone.api.tocsin.createToken({
      body: {
        subject: 'test',
        tenant_id: 'system',
        scopes: ['rules:read'],
      },
    });
    standalone.api.token = data.token;
    const rules = await standalone.api.tocsin.listRules();
    expect(rules.data.length).toBeGreaterThan(0);
  } finally {
    await standalone.remove();
  }
}, 90_000);
