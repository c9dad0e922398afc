import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { systemClock } from '@tocsin/runtime/system-clock';
import { debianProgram } from '@tocsin/testing/debian-program';
import { encodeRemoteWrite, remoteWriteHeaders, type RemoteWriteSeries } from '@tocsin/testing/remote-write';
import { RealPrometheus } from './world/real-prometheus.js';
import { Standalone } from './world/standalone.js';

const prometheusProgram = debianProgram('prometheus');
const promtool = debianProgram('promtool');
const amtool = debianProgram('amtool');

const SECONDS_BETWEEN = 15;
const SAMPLES = 120;
/** When the last sample was taken; on the grid of the samples. */
const last = SECONDS_BETWEEN * Math.floor(systemClock.now() / 1_000 / SECONDS_BETWEEN);
const first = last - SECONDS_BETWEEN * (SAMPLES - 1);
const instances = ['web-1', 'web-2', 'web-3'];

/** What both are told: gauges, counters that start anew, a classic histogram, an info metric. */
function dashboardSeries(): RemoteWriteSeries[] {
  const series = (labels: Record<string, string>, value: (i: number) => number): RemoteWriteSeries => ({
    labels: Object.entries(labels)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, own]) => ({ name, value: own })),
    samples: Array.from({ length: SAMPLES }, (_, i) => ({
      value: value(i),
      timestamp: 1_000 * (first + SECONDS_BETWEEN * i),
    })),
  });
  return instances.flatMap((instance, at) => [
    series({ __name__: 'node_load1', instance, job: 'node' }, (i) => 2 + Math.sin(i / 5 + at)),
    series({ __name__: 'http_requests_total', instance, job: 'web', code: '200' }, (i) => (13 * i + at) % 700),
    series({ __name__: 'http_requests_total', instance, job: 'web', code: '500' }, (i) => Math.floor(i / 10)),
    series({ __name__: 'tiny', instance }, (i) => i * 1e-9),
    series({ __name__: 'target_info', instance, job: 'node', version: `1.${at}` }, () => 1),
    ...['0.1', '0.5', '1', '+Inf'].map((le, bound) =>
      series({ __name__: 'latency_seconds_bucket', instance, le }, (i) => i * (bound + 1) * (bound + 2)),
    ),
  ]);
}

interface Told {
  status: number;
  body: unknown;
}

/** Somebody who speaks Prometheus's API. */
interface Speaker {
  url: string;
  headers: Readonly<Record<string, string>>;
}

type Fields = Readonly<Record<string, string | number | readonly string[]>>;

async function ask({ url, headers }: Speaker, method: 'GET' | 'POST', path: string, fields: Fields): Promise<Told> {
  const form = new URLSearchParams(
    Object.entries(fields).flatMap(([name, given]) =>
      [given].flat().map((value): [string, string] => [name, String(value)]),
    ),
  );
  const response =
    method === 'POST'
      ? await fetch(`${url}${path}`, { method, headers, body: form })
      : await fetch(`${url}${path}?${form.toString()}`, { headers });
  return { status: response.status, body: await response.json() };
}

/** Runs a program to its end. */
function ran(program: string, args: readonly string[]): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (text) => (said += String(text)));
    child.once('close', (code) => resolve({ code, said }));
  });
}

let standalone: Standalone;
let tocsin: Speaker;
beforeAll(async () => {
  standalone = await Standalone.start();
  tocsin = { url: standalone.api.base, headers: { authorization: `Bearer ${standalone.api.token}` } };
  await standalone.api.insist(204, 'POST', '/api/v1/write', encodeRemoteWrite(dashboardSeries()), remoteWriteHeaders);
  const all = { query: 'count(last_over_time({__name__=~".+"}[1h]))', time: last };
  for (;;) {
    const { body } = await ask(tocsin, 'POST', '/api/v1/query', all);
    const [found] = (body as { data: { result: { value: [number, string] }[] } }).data.result;
    if (found?.value[1] === String(dashboardSeries().length)) break;
    await systemClock.wait(50);
  }
}, 60_000);
afterAll(() => standalone.remove());

/**
 * What two answers may differ in: the order of a vector's elements, the last digits of numbers, and remarks, which
 * Prometheus makes since 2.48.
 */
function comparable({ status, body }: Told): unknown {
  const { warnings: _warnings, infos: _infos, ...told } = body as Record<string, unknown>;
  const { data } = told as { data?: string | unknown[] | { resultType?: string; result: unknown[] } };
  const isVector = typeof data === 'object' && !Array.isArray(data) && data.resultType === 'vector';
  if (isVector) data.result = inOrder(data.result);
  const ordered = Array.isArray(data) ? { ...told, data: inOrder(data) } : told;
  const rounded = (_key: string, value: unknown): unknown =>
    typeof value === 'string' && /^-?[\d.]+(e[+-]\d+)?$/.test(value) ? Number(value).toPrecision(9) : value;
  return { status, told: JSON.parse(JSON.stringify(ordered, rounded)) as unknown };
}

/** Items in the order of their texts, in which the labels that tell them apart come first. */
function inOrder(items: readonly unknown[]): unknown[] {
  const sortedFields = (_key: string, value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  const textOf = (item: unknown): string => JSON.stringify(item, sortedFields);
  return items.toSorted((a, b) => (textOf(a) < textOf(b) ? -1 : 1));
}

if (prometheusProgram.kind === 'missing')
  test.todo(`the same answers as a real Prometheus: left out, because ${prometheusProgram.reason}`);
else
  describe('a dashboard is told the same as by a real Prometheus', () => {
    let prometheus: RealPrometheus;
    beforeAll(async () => {
      prometheus = await RealPrometheus.start(prometheusProgram.path);
      const body = Buffer.from(encodeRemoteWrite(dashboardSeries()));
      const answer = await fetch(`${prometheus.url}/api/v1/write`, {
        method: 'POST',
        headers: remoteWriteHeaders,
        body,
      });
      expect(answer.status).toBe(204);
    }, 60_000);
    afterAll(() => prometheus.stop());

    const expectSame = async (method: 'GET' | 'POST', path: string, fields: Fields): Promise<unknown> => {
      const real: Speaker = { url: prometheus.url, headers: {} };
      const [ours, theirs] = await Promise.all([ask(tocsin, method, path, fields), ask(real, method, path, fields)]);
      expect(comparable(ours)).toEqual(comparable(theirs));
      return (ours.body as { data?: unknown }).data;
    };

    /**
     * Grafana aligns a panel's steps to the step's length. Prometheus before 3.0 counts the sample at the very beginning
     * of a window; a second beside the grid there is none.
     */
    const step = 30;
    const aligned = {
      start: step * Math.ceil((first + 600) / step) + 1,
      end: step * Math.floor(last / step) + 1,
      step,
    };

    test.each([
      'node_load1',
      'node_load1{instance=~"web-(1|2)"} * 2',
      'sum by (job) (rate(http_requests_total[5m]))',
      'sum(rate(http_requests_total{code="500"}[5m])) / sum(rate(http_requests_total[5m]))',
      'histogram_quantile(0.9, sum by (le) (rate(latency_seconds_bucket[5m])))',
      'topk(2, node_load1)',
      'avg_over_time(node_load1[5m] offset 2m)',
      'max_over_time(rate(http_requests_total[70s])[5m:45s])',
      'node_load1 > 2 or on (instance) http_requests_total{code="500"}',
      'node_load1 * on (instance, job) group_left (version) target_info',
      'quantile by (job) (0.5, node_load1)',
      'predict_linear(node_load1[5m], 3600)',
      'count_values("load", floor(node_load1))',
      'label_replace(tiny, "host", "$1", "instance", "web-(.*)")',
      'absent(nothing{job="x"})',
      `node_load1 @ ${first + 301}`,
      'scalar(node_load1{instance="web-1"}) / 0',
      'vector(1e22) or vector(time())',
    ])('%s', async (query) => {
      const over = await expectSame('POST', '/api/v1/query_range', { query, ...aligned });
      expect((over as { result: unknown[] }).result.length).toBeGreaterThan(0);
      await expectSame('POST', '/api/v1/query', { query, time: aligned.end });
    });

    test.each<['GET' | 'POST', string, Fields]>([
      ['POST', '/api/v1/query', { query: '1+1', time: last }],
      ['POST', '/api/v1/query', { query: 'http_requests_total[1m]', time: last + 1 }],
      ['POST', '/api/v1/query', { query: '"text"', time: last }],
      ['POST', '/api/v1/series', { 'match[]': 'node_load1', start: first, end: last }],
      ['POST', '/api/v1/series', { 'match[]': ['tiny', '{instance="web-1"}'], start: first, end: last }],
      ['POST', '/api/v1/labels', { start: first, end: last }],
      ['GET', '/api/v1/labels', { 'match[]': '{job="web"}' }],
      ['GET', '/api/v1/label/__name__/values', { start: first, end: last }],
      ['GET', '/api/v1/label/instance/values', { 'match[]': 'node_load1{job="node"}', start: first, end: last }],
      ['GET', '/api/v1/label/nothing/values', {}],
      ['GET', '/api/v1/metadata', { metric: 'node_load1' }],
      ['GET', '/api/v1/query_exemplars', { query: 'node_load1', start: first, end: last }],
      ['POST', '/api/v1/format_query', { query: 'sum(rate(x[5m]))by(job)' }],
      ['POST', '/api/v1/query', { query: 'sum(' }],
      ['POST', '/api/v1/query', { query: 'node_load1 * on (job) node_load1', time: last, timeout: '1x' }],
      ['POST', '/api/v1/query_range', { query: 'node_load1', start: last, end: first, step }],
      ['POST', '/api/v1/query_range', { query: 'node_load1', start: 0, end: 1e6, step: 15 }],
      ['POST', '/api/v1/query_range', { query: 'node_load1', start: first, end: last, step: 0 }],
      ['POST', '/api/v1/series', {}],
      ['POST', '/api/v1/series', { 'match[]': '{}' }],
    ])('%s %s %j', async (method, path, fields) => void (await expectSame(method, path, fields)));

    test('what clients ask to know whom they talk to', async () => {
      const ours = await ask(tocsin, 'GET', '/api/v1/status/buildinfo', {});
      const theirs = await ask({ url: prometheus.url, headers: {} }, 'GET', '/api/v1/status/buildinfo', {});
      const fieldsOf = ({ body }: Told): string[] => Object.keys((body as { data: object }).data).sort();
      expect(fieldsOf(ours)).toEqual(fieldsOf(theirs));
    });
  });

test('a query that takes too long is given up, and holds up nobody meanwhile', async () => {
  let isOver = false;
  const endless = { query: 'count_over_time(vector(1)[100y:1ms])', timeout: '1s' };
  const answering = ask(tocsin, 'POST', '/api/v1/query', endless).finally(() => (isOver = true));
  let answers = 0;
  while (!isOver) {
    const began = systemClock.now();
    await standalone.api.tocsin.getLiveness();
    expect(systemClock.now() - began).toBeLessThan(500);
    answers += 1;
  }
  expect(answers).toBeGreaterThan(10);
  expect(await answering).toEqual({
    status: 503,
    body: { status: 'error', errorType: 'timeout', error: 'query timed out in expression evaluation' },
  });
  expect(await ask(tocsin, 'POST', '/api/v1/query', { query: '1', time: 5 })).toMatchObject({ status: 200 });
});

/** Forwards to the platform with its token: Debian's promtool cannot send one by itself. */
function startForwarder(): Promise<{ url: string; server: Server }> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const type = request.headers['content-type'];
      void fetch(`${tocsin.url}${request.url ?? ''}`, {
        method: request.method ?? 'GET',
        headers: { ...tocsin.headers, ...(type === undefined ? {} : { 'content-type': type }) },
        body: parts.length === 0 ? null : Buffer.concat(parts),
      }).then(async (answer) => {
        response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
        response.end(Buffer.from(await answer.arrayBuffer()));
      });
    });
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () =>
      resolve({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server }),
    );
  });
}

if (promtool.kind === 'missing') test.todo(`promtool's queries: left out, because ${promtool.reason}`);
else
  test('promtool asks for values, ranges, series and labels', async () => {
    const { url, server } = await startForwarder();
    const query = (...args: string[]) => ran(promtool.path, ['query', ...args]);
    try {
      const instant = await query('instant', url, 'floor(node_load1{instance="web-1"} * 0 + 3)', `--time=${last}`);
      expect(instant).toEqual({ code: 0, said: `{instance="web-1", job="node"} => 3 @[${last}]\n` });
      const range = [`--start=${last - 30}`, `--end=${last}`, '--step=15s'];
      expect(await query('range', url, 'count(node_load1)', ...range)).toEqual({
        code: 0,
        said: `{} =>\n3 @[${last - 30}]\n3 @[${last - 15}]\n3 @[${last}]\n`,
      });
      expect(await query('series', url, '--match=tiny')).toEqual({
        code: 0,
        said: instances.map((instance) => `{__name__="tiny", instance="${instance}"}\n`).join(''),
      });
      expect(await query('labels', url, 'instance')).toEqual({ code: 0, said: `${instances.join('\n')}\n` });
    } finally {
      server.close();
    }
  });

if (amtool.kind === 'missing') test.todo(`amtool's queries: left out, because ${amtool.reason}`);
else
  test('amtool asks for alerts, and Prometheus clients for rules and alerts', async () => {
    const { api } = standalone;
    await api.tocsin.createReceiver({ body: { name: 'on-call', type: 'webhook', url: 'http://127.0.0.1:9/' } });
    await api.tocsin.createRule({
      body: {
        name: 'Disk full',
        severity: 'HIGH',
        category: 'infrastructure',
        conditions: [{ type: 'threshold', metric_path: 'disk_used', operator: '>', threshold: 90 }],
        labels: { severity: 'page' },
        annotations: { summary: 'There is no room' },
      },
    });
    const samples = ['a', 'b'].map((instance) => ({ metric: 'disk_used', labels: { instance }, value: 95 }));
    await api.tocsin.sendMetrics({ body: { samples } });
    await api.alertsUntil((alerts) => alerts.filter(({ state }) => state === 'firing').length === 2);

    const client = join(standalone.home, 'http-client.yml');
    await writeFile(client, `authorization: { credentials: ${api.token} }\n`);
    const asked = (...args: string[]) =>
      ran(amtool.path, [
        `--alertmanager.url=${tocsin.url}`,
        `--http.config.file=${client}`,
        '--no-version-check',
        '--output=json',
        ...args,
      ]);
    const alertsOf = async (...matchers: string[]): Promise<unknown[]> =>
      JSON.parse((await asked('alert', 'query', ...matchers)).said) as unknown[];
    expect(await alertsOf()).toHaveLength(2);
    expect(await alertsOf('Disk full', 'instance=~"b|c"')).toMatchObject([
      {
        labels: { alertname: 'Disk full', instance: 'b', severity: 'page' },
        annotations: { summary: 'There is no room' },
        receivers: [{ name: 'on-call' }],
        status: { state: 'active' },
      },
    ]);
    expect(await alertsOf('severity!=page')).toEqual([]);
    expect(JSON.parse((await asked('silence', 'query')).said)).toEqual([]);
    expect((await asked('config', 'routes', 'test', 'a=b')).said.trim()).toBe('on-call');

    const { body } = await ask(tocsin, 'GET', '/api/v1/rules', { 'rule_name[]': 'Disk full' });
    expect(body).toMatchObject({
      data: { groups: [{ rules: [{ query: 'disk_used > 90', state: 'firing', alerts: [{}, {}] }] }] },
    });
    expect((await ask(tocsin, 'GET', '/api/v1/alerts', {})).body).toMatchObject({
      data: { alerts: [{ state: 'firing', value: '9.5e+01' }, { state: 'firing' }] },
    });
  });

test('a group of Prometheus rules is listed with the alerts that it has raised', async () => {
  const { api } = standalone;
  const rules = [
    { record: 'load:max', expr: 'max(node_load1)' },
    { alert: 'Loaded', expr: 'queue_length > 5', labels: { severity: 'page' } },
  ];
  await api.tocsin.updateRuleGroup({ name: 'queues', body: { interval: '1s', rules } });
  await api.tocsin.sendMetrics({
    body: {
      samples: [{ metric: 'queue_length', labels: { instance: 'a' }, value: 9 }],
    },
  });
  for (;;) {
    const { body } = await ask(tocsin, 'GET', '/api/v1/rules', { 'rule_group[]': 'queues', type: 'alert' });
    const { groups } = (body as { data: { groups: { rules: { state: string }[] }[] } }).data;
    if (groups[0]?.rules[0]?.state === 'firing') {
      expect(groups).toMatchObject([
        {
          name: 'queues',
          interval: 1,
          rules: [{ name: 'Loaded', query: 'queue_length > 5', alerts: [{ state: 'firing', value: '9e+00' }] }],
        },
      ]);
      break;
    }
    await systemClock.wait(50);
  }
});
