import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@tocsin/testing/free-port';
import { ClusterApi } from './cluster-api.js';
import { KubernetesExecutor } from './kubernetes-executor.js';

const restart = {
  kind: 'kubernetes_restart',
  workload: { namespace: 'shop', kind: 'Deployment', name: 'web' },
} as const;
const web = {
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop', resourceVersion: '7' },
  spec: { replicas: 2 },
  status: { readyReplicas: 2 },
};
const live = new AbortController().signal;

// The client library has a module for each kind of object, a thousand of them, which a cold cache has to transform.
beforeAll(() => import('@kubernetes/client-node'), 120_000);

type Handler = (request: IncomingMessage, response: ServerResponse) => void;
const json =
  (value: unknown, status = 200): Handler =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  };
const status = (code: number, message: string) => json({ kind: 'Status', message }, code);

/** An API server that reads as it should and answers each patch with what a test says. */
async function beside(
  patching: Handler,
  use: (executor: KubernetesExecutor, seen: readonly string[]) => Promise<void>,
  reading: Handler = json(web),
): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'tocsin-kubeconfig-'));
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    (request.method === 'PATCH' ? patching : reading)(request, response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  try {
    const kubeconfig = kubeconfigAt(home, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    await use(new KubernetesExecutor(await ClusterApi.open({ kubeconfig })), seen);
  } finally {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
    rmSync(home, { recursive: true });
  }
}

function kubeconfigAt(home: string, server: string): string {
  const path = join(home, 'config');
  const config = {
    clusters: [{ name: 'c', cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'u', user: { token: 'secret' } }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'x',
  };
  writeFileSync(path, JSON.stringify(config));
  return path;
}

it.each<[string, Handler, object]>([
  ['takes the change', json(web), { kind: 'done' }],
  ['breaks the connection', (request) => request.socket.destroy(), { kind: 'unknown' }],
  ['fails in itself', status(500, 'etcdserver: request timed out'), { kind: 'unknown' }],
  ['answers with nonsense', (_request, response) => response.end('<html>'), { kind: 'unknown' }],
  ['answers with JSON of something else', json('ok'), { kind: 'unknown' }],
  ['refuses for now', status(429, 'too many requests'), { kind: 'refused', mayHelp: true }],
  ['refuses for good', status(422, 'spec.replicas: Invalid value'), { kind: 'refused', mayHelp: false }],
  ['forbids it', status(403, 'deployments.apps "web" is forbidden'), { kind: 'refused', mayHelp: false }],
  ['always has a newer version', status(409, 'the object has been modified'), { kind: 'refused', mayHelp: true }],
])('a cluster that %s', (_name, patching, outcome) =>
  beside(patching, async (executor) => {
    const told = await executor.perform(restart, 'k', live);
    expect(told).toMatchObject(outcome);
    if ('reason' in told) expect(told.reason).toMatch(/^Deployment shop\/web: .*http:\/\/127\.0\.0\.1/);
  }),
);

it('follows no redirect, which would carry the token elsewhere', () =>
  beside(
    (_request, response) => response.writeHead(307, { location: '/elsewhere' }).end(),
    async (executor, seen) => {
      expect(await executor.perform(restart, 'k', live)).toMatchObject({ kind: 'refused', mayHelp: false });
      expect(seen.filter((line) => line.includes('elsewhere'))).toEqual([]);
      expect(seen.at(-1)).toMatch(/^PATCH .*Bearer secret$/);
    },
  ));

it('tries again when somebody wrote between reading and patching, on what is there then', async () => {
  let patches = 0;
  await beside(
    (request, response) => (++patches < 3 ? status(409, 'modified') : json(web))(request, response),
    async (executor) => expect(await executor.perform(restart, 'k', live)).toMatchObject({ kind: 'done' }),
  );
  expect(patches).toBe(3);
});

it('does not know what became of a change that was given up under way', async () => {
  const giveUp = new AbortController();
  await beside(
    () => giveUp.abort(),
    async (executor) => expect(await executor.perform(restart, 'k', giveUp.signal)).toMatchObject({ kind: 'unknown' }),
  );
});

it('has begun nothing when it cannot even read, and says that trying again may help', () =>
  beside(
    json(web),
    async (executor, seen) => {
      expect(await executor.perform(restart, 'k', live)).toMatchObject({ kind: 'refused', mayHelp: true });
      expect(await executor.inquire(restart, 'k', live)).toMatchObject({ kind: 'unknown' });
      expect(seen.some((line) => line.startsWith('PATCH'))).toBe(false);
    },
    (request) => request.socket.destroy(),
  ));

it('leaves an answer that does not end', () =>
  beside(
    json(web),
    async (executor) => {
      const outcome = await executor.rehearse(restart, live);
      expect(outcome).toMatchObject({ kind: 'refused', reason: expect.stringContaining('more than') });
    },
    (_request, response) => {
      const block = 'x'.repeat(1_048_576);
      const write = () => {
        while (!response.destroyed && response.write(block));
        if (!response.destroyed) response.once('drain', write);
      };
      write();
    },
  ));

it('says where nobody is', async () => {
  const server = `http://127.0.0.1:${await freePort()}`;
  const home = mkdtempSync(join(tmpdir(), 'tocsin-kubeconfig-'));
  const executor = new KubernetesExecutor(await ClusterApi.open({ kubeconfig: kubeconfigAt(home, server) }));
  expect(await executor.perform(restart, 'k', live)).toEqual({
    kind: 'refused',
    reason: `Deployment shop/web: ${server} cannot be reached (ECONNREFUSED)`,
    mayHelp: true,
  });
  rmSync(home, { recursive: true });
});

it('does not open a configuration that is not there, or names no cluster', async () => {
  await expect(ClusterApi.open({ kubeconfig: '/does/not/exist' })).rejects.toThrow(/exist/);
  const home = mkdtempSync(join(tmpdir(), 'tocsin-kubeconfig-'));
  writeFileSync(join(home, 'config'), '{"clusters":[],"users":[],"contexts":[]}');
  await expect(ClusterApi.open({ kubeconfig: join(home, 'config') })).rejects.toThrow(/names no cluster/);
  rmSync(home, { recursive: true });
});

it('says of other kinds that they are not its own', () =>
  beside(json(web), async (executor, seen) => {
    const docker = { kind: 'docker_restart', container: { name: 'web' } } as const;
    expect(await executor.rehearse(docker, live)).toMatchObject({ kind: 'refused' });
    expect(await executor.perform(docker, 'k', live)).toMatchObject({ kind: 'refused', mayHelp: false });
    expect(await executor.undo(docker, {}, 'k', live)).toMatchObject({ kind: 'refused', mayHelp: false });
    expect(await executor.inquire(docker, 'k', live)).toMatchObject({ kind: 'unknown' });
    expect(seen).toEqual([]);
  }));
