import { globSync, readFileSync } from 'node:fs';
import { slack, SLACK_PATH } from '@tocsin/testing/vendors/slack';
import { startVendor, type VendorServer } from '@tocsin/testing/vendors/vendor-server';
import { commandBlocks, runCommands, walk } from './world/documents.js';
import { Standalone } from './world/standalone.js';

/** What readers are given commands by. */
const documents = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...globSync('docs/*.md').toSorted()];
/** What the commands of `<!-- run -->` must say, by their document: something of each of them. */
const answers: Readonly<Record<string, readonly string[]>> = {
  'docs/access.md': ['"tenant_id":"bakery"', '"token":"ey'],
  'docs/cli.md': ['Many errors', 'job="api"'],
  'docs/healing.md': ['"Bring the shop back" is sound', 'SUCCESS'],
  'docs/notifications.md': [
    '"outcome":"delivered"',
    '"mute_time_intervals":["nights"]',
    '"losses":[]',
    '"group_key":"{}/{severity',
    'instance="web-9"; it fits 0 alerts that fire now',
    '"kind":"maintenance"',
    '"count":0',
    'saturday, sunday 22:00–24:00 (Europe/Berlin); sunday, monday 00:00–06:00 (Europe/Berlin)',
  ],
  'docs/operate.md': [],
  'docs/prometheus.md': ['"created":["hosts"]', 'expr: sum by (instance) (cpu_usage) > 80'],
  'docs/send-metrics.md': ['"accepted":1', '"__name__":"disk_used_percent"'],
  'docs/test-rules.md': [
    'SUCCESS',
    'notifications: 1 (1.0 a week)',
    '10080 evaluations',
    '720 evaluations',
    '"reproduced":true',
    'different: 0',
  ],
  'docs/tracing.md': ['"accepted":1'],
  'docs/write-rules.md': [
    '"id":"postgres-down"',
    '"rule_template":"http-error-ratio"',
    '"proposals":',
    'cache-status: tocsin',
  ],
};

const besideCluster = globSync('e2e/src/*.k8s.test.ts')
  .map((path) => readFileSync(path, 'utf8'))
  .join('\n');

test.each(documents)('every command of %s is run by a test, or it is said why not', async (document) => {
  const blocks = await commandBlocks(document);
  const neither = blocks.filter((block) => block.walk === null && block.reason === null);
  expect(neither.map(({ line, text }) => `${document}:${line}: ${text}`)).toEqual([]);
  const both = blocks.filter((block) => block.walk !== null && block.reason !== null);
  expect(both.map(({ line }) => `${document}:${line}`)).toEqual([]);
  const tests = readFileSync('e2e/src/readme.test.ts', 'utf8');
  for (const { walk: name } of blocks) {
    if (name === 'run' && document in answers) continue;
    // What wants a cluster is run beside one.
    else if (name === 'run') expect(besideCluster).toContain(`'${document}'`);
    else if (name !== null) expect(tests).toContain(`walk('${document}', '${name}')`);
  }
});

describe('what documents tell their readers works word for word', () => {
  let standalone: Standalone;
  let channel: VendorServer;
  beforeAll(async () => {
    channel = await startVendor(slack);
    standalone = await Standalone.start();
  }, 120_000);
  afterAll(async () => {
    await standalone.remove();
    await channel.stop();
  });

  test.each(Object.entries(answers))(
    'in %s',
    async (document, said) => {
      const blocks = await walk(document, 'run');
      expect(blocks.length).toBeGreaterThan(0);
      const output = await runCommands(blocks.join('\n'), { standalone, receiver: `${channel.url}${SLACK_PATH}` });
      for (const text of said) expect(output).toContain(text);
    },
    120_000,
  );
});
