import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTocsinClient } from '@tocsin/client/tocsin-client';
import { environment } from '@tocsin/runtime/environment';
import { Standalone } from './world/standalone.js';

let standalone: Standalone;
beforeAll(async () => {
  standalone = await Standalone.start();
}, 60_000);
afterAll(() => standalone.remove(), 60_000);

const rule = {
  name: 'Hot',
  severity: 'HIGH',
  category: 'infrastructure',
  conditions: [{ type: 'threshold', metric_path: 'heat', operator: '>', threshold: 80 }],
} as const;

test('the document that is served is the one that the client is made from', async () => {
  const { data } = await standalone.api.tocsin.getOpenApiDocument();
  expect(data).toEqual(JSON.parse(readFileSync(join('docs', 'openapi.json'), 'utf8')));
});

test('the program in docs/client.md compiles and says what it is to say, however often it is run', () => {
  const [, program = ''] = /```ts\n(.*?)```/s.exec(readFileSync(join('docs', 'client.md'), 'utf8')) ?? [];
  const folder = join('.cache', 'client-example');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'example.mts'), program);
  const config = { extends: '../../tsconfig.base.json', compilerOptions: { composite: false, noEmit: true } };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ ...config, files: ['example.mts'] }));
  const node = (...args: string[]) =>
    spawnSync(process.execPath, args, { encoding: 'utf8', env: inPlatform(), timeout: 20_000 });
  const compiled = node('node_modules/typescript-7/bin/tsc', '-p', folder);
  expect(compiled).toMatchObject({ status: 0, stdout: '' });
  for (const _run of ['once', 'and again']) {
    const { stdout, stderr } = node(join(folder, 'example.mts'));
    expect({ lines: stdout.trim().split('\n'), stderr }).toEqual({
      lines: [
        'version 2 is CRITICAL',
        '412: It has changed meanwhile',
        expect.stringMatching(/^Queue is long fires for mail-\d+$/),
        'Queue is long',
      ],
      stderr: '',
    });
  }
}, 60_000);

const inPlatform = () => ({ ...environment, TOCSIN_URL: standalone.api.base, TOCSIN_TOKEN: standalone.api.token });

test('a change whose answer is lost is made once', async () => {
  const { base, token } = standalone.api;
  let losses = 2;
  const lossy: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    await response.clone().arrayBuffer();
    if ((losses -= 1) >= 0) throw new TypeError('the answer is lost');
    return response;
  };
  const tocsin = createTocsinClient({ baseUrl: base, token, surroundings: { fetch: lossy } });
  const { data } = await tocsin.createRule({ body: { ...rule, name: 'Once', status: 'draft' } });
  expect((await tocsin.listRules({ q: 'Once' })).data).toEqual([data]);
});

test('pages lead to every item once', async () => {
  const { tocsin } = standalone.api;
  for (let i = 0; i < 5; i += 1) await tocsin.updateRuleGroup({ name: `g${i}`, body: { rules: [] } });
  const names = await Array.fromAsync(tocsin.listRuleGroups({ limit: 2 }), ({ name }) => name);
  expect(names.toSorted()).toEqual(['g0', 'g1', 'g2', 'g3', 'g4']);
});

test('what happens while nobody is connected is heard afterwards, through a kill of the platform', async () => {
  const { tocsin } = standalone.api;
  await tocsin.createRule({ body: rule });
  const send = (instance: string): Promise<unknown> =>
    tocsin.sendMetrics({ body: { samples: [{ metric: 'heat', labels: { instance }, value: 95 }] } });
  const heard: string[] = [];
  for await (const event of tocsin.events({ state: 'firing' })) {
    heard.push(event.kind === 'transition' ? (event.transition.labels['instance'] ?? '') : event.kind);
    if (event.kind === 'hello' && heard.length === 1) await send('before');
    if (heard.at(-1) === 'missed') break;
    if (event.kind !== 'transition') continue;
    await standalone.process?.kill();
    await standalone.up();
    await send('missed');
  }
  expect(heard).toEqual(['hello', 'before', 'lost', 'hello', 'missed']);
}, 60_000);
