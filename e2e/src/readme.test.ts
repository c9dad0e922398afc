import { systemClock } from '@tocsin/runtime/system-clock';
import { slack, SLACK_PATH } from '@tocsin/testing/vendors/slack';
import { startVendor } from '@tocsin/testing/vendors/vendor-server';
import { runCommands, walk } from './world/documents.js';
import { Inbox } from './world/inbox.js';
import { Standalone } from './world/standalone.js';

/** One shell for all blocks, as a reader has it; each block's output ends with a mark. */
const MARK = '-- end of block';
const marked = (blocks: readonly string[]): string =>
  blocks.map((block) => `${block}\necho; echo "${MARK}"`).join('\n');

test("README's walk works word for word, from the token to the reason of the alert", async () => {
  const standalone = await Standalone.start();
  const inbox = await Inbox.start();
  try {
    const blocks = await walk('README.md', 'walk');
    expect(blocks).toHaveLength(6);
    const said = await runCommands(marked(blocks), { standalone, receiver: inbox.url });
    const answers = said
      .split(MARK)
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
  }
}, 60_000);

test('the quickstart leads from a tenant that is blank to an alert in a channel by six calls', async () => {
  const standalone = await Standalone.start();
  const channel = await startVendor(slack);
  try {
    const blocks = await walk('docs/quickstart.md', 'quickstart');
    expect(blocks.join('\n').match(/curl /g)).toHaveLength(6);
    const said = await runCommands(marked(blocks), { standalone, receiver: `${channel.url}${SLACK_PATH}` });
    expect(said).toContain('"shop":"berlin"');
    while (channel.taken.length + channel.refused.length === 0) await systemClock.wait(20);
    expect(channel.refused).toEqual([]);
    expect(JSON.stringify(channel.taken[0])).toContain('9 orders failed in berlin');
  } finally {
    await standalone.remove();
    await channel.stop();
  }
}, 60_000);

test('what is said of keeping rules works word for word', async () => {
  const standalone = await Standalone.start();
  try {
    const blocks = await walk('docs/keeping-rules.md', 'keeping');
    expect(blocks).toHaveLength(3);
    const stdout = await runCommands(blocks.join('\n'), { standalone, receiver: '' });
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
  }
}, 60_000);

test('what is said of rules in words works word for word', async () => {
  const standalone = await Standalone.start();
  try {
    const blocks = (await walk('docs/write-rules.md', 'words')).map((block) =>
      block.replaceAll('npm run -s tocsin -- rules draft', 'echo; npm run -s tocsin -- rules draft -o json'),
    );
    expect(blocks).toHaveLength(1);
    const stdout = await runCommands(blocks.join('\n'), { standalone, receiver: '' });
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
