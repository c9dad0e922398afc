// Runs a command beside a real Kubernetes control plane on loopback, with nodes whose kubelets kwok plays, and takes both
// away again. The command finds an administrator's kubeconfig in TOCSIN_TEST_KUBECONFIG.
//   with-cluster.mjs PROGRAMS COMMAND…   PROGRAMS is where build.sh put them
import { spawn } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const [programs, ...command] = process.argv.slice(2);
/** A cold start on two busy cores takes a third of this. */
const START_MS_MAX = 120_000;
const NODES = 3;

const home = mkdtempSync(join(tmpdir(), 'tocsin-cluster-'));
const token = randomBytes(24).toString('hex');
const kubeconfig = join(home, 'kubeconfig');
const certificate = join(home, 'certificates', 'apiserver.crt');
const parts = [];

/** Ports are asked for at once, so that no two are the same. */
async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}

function start(name, program, ...flags) {
  const log = join(home, `${name}.log`);
  const child = spawn(resolve(programs, program), flags, { stdio: ['ignore', 'pipe', 'pipe'] });
  const file = createWriteStream(log);
  child.stdout.pipe(file, { end: false });
  child.stderr.pipe(file, { end: false });
  child.once('error', (error) => file.write(`${error.message}\n`));
  parts.push({ name, child, log });
}

function apiServer(port, method, path, body) {
  return new Promise((done, fail) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const ca = existsSync(certificate) ? readFileSync(certificate) : undefined;
    const asked = request({ host: '127.0.0.1', port, method, path, headers, ca }, (response) => {
      let text = '';
      response.on('data', (chunk) => (text += chunk));
      response.on('end', () => done({ status: response.statusCode, text }));
    });
    asked.on('error', fail);
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

async function until(what, isSo) {
  const end = Date.now() + START_MS_MAX;
  while (!(await isSo().catch(() => false))) {
    const dead = parts.find(({ child }) => child.exitCode !== null || child.pid === undefined);
    if (dead !== undefined || Date.now() > end) {
      // What it said last is on its way to the file.
      await delay(200);
      const { name, log } = dead ?? parts.at(-1);
      const told = existsSync(log) ? readFileSync(log, 'utf8').slice(-3_000) : 'it could not be started';
      throw new Error(`${what} did not come about; ${name} says:\n${told}`);
    }
    await delay(200);
  }
}

async function up() {
  const [etcd, peers, port, managerPort, schedulerPort] = await freePorts(5);
  const store = `http://127.0.0.1:${etcd}`;
  const peer = `http://127.0.0.1:${peers}`;
  start(
    'etcd', 'control-plane', 'etcd', '--data-dir', join(home, 'etcd'), '--unsafe-no-fsync',
    '--listen-client-urls', store, '--advertise-client-urls', store,
    '--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer, '--initial-cluster', `default=${peer}`,
  ); // prettier-ignore
  await until('etcd', async () => (await fetch(`${store}/health`)).ok);

  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const signer = join(home, 'service-accounts.key');
  writeFileSync(signer, privateKey.export({ type: 'pkcs1', format: 'pem' }), { mode: 0o600 });
  writeFileSync(join(home, 'tokens.csv'), `${token},administrator,1,system:masters\n`, { mode: 0o600 });
  start(
    'kube-apiserver', 'control-plane', 'kube-apiserver', `--etcd-servers=${store}`, '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1', `--secure-port=${port}`, `--cert-dir=${join(home, 'certificates')}`,
    `--token-auth-file=${join(home, 'tokens.csv')}`, '--authorization-mode=Node,RBAC',
    '--service-cluster-ip-range=10.96.0.0/16', '--endpoint-reconciler-type=none',
    '--service-account-issuer=https://kubernetes.default.svc', `--service-account-key-file=${signer}`,
    `--service-account-signing-key-file=${signer}`,
  ); // prettier-ignore
  await until('the API server', async () => (await apiServer(port, 'GET', '/readyz')).status === 200);

  const server = `https://127.0.0.1:${port}`;
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'test', cluster: { server, 'certificate-authority': certificate } }],
    users: [{ name: 'administrator', user: { token } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'administrator' } }],
    'current-context': 'test',
  };
  writeFileSync(kubeconfig, JSON.stringify(config), { mode: 0o600 });
  const asAdministrator = [
    `--kubeconfig=${kubeconfig}`, `--authentication-kubeconfig=${kubeconfig}`, `--authorization-kubeconfig=${kubeconfig}`,
    '--authentication-skip-lookup=true', '--leader-elect=false', '--bind-address=127.0.0.1',
    `--cert-dir=${join(home, 'certificates')}`,
  ]; // prettier-ignore
  start(
    'kube-controller-manager', 'control-plane', 'kube-controller-manager', ...asAdministrator,
    `--secure-port=${managerPort}`, `--service-account-private-key-file=${signer}`, `--root-ca-file=${certificate}`,
    '--use-service-account-credentials',
  ); // prettier-ignore
  start('kube-scheduler', 'control-plane', 'kube-scheduler', ...asAdministrator, `--secure-port=${schedulerPort}`);
  const room = { cpu: '16', memory: '64Gi', pods: '250' };
  for (let index = 1; index <= NODES; index += 1) {
    const name = `node-${index}`;
    const labels = { 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux' };
    const node = {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name, labels },
      status: { allocatable: room, capacity: room },
    };
    const { status, text } = await apiServer(port, 'POST', '/api/v1/nodes', node);
    if (status !== 201) throw new Error(`the API server made no node: ${text}`);
  }
  start(
    'kwok', 'kwok', `--kubeconfig=${kubeconfig}`, `--config=${resolve('scripts/kubernetes/kubelets.yaml')}`,
    '--manage-all-nodes=true', '--node-lease-duration-seconds=40', '--cidr=10.0.0.1/24', '--node-ip=10.0.0.1',
  ); // prettier-ignore
  await until('a cluster with ready nodes', async () => {
    const nodes = JSON.parse((await apiServer(port, 'GET', '/api/v1/nodes')).text).items;
    const account = await apiServer(port, 'GET', '/api/v1/namespaces/default/serviceaccounts/default');
    const isReady = ({ status }) =>
      status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True');
    return account.status === 200 && nodes.length === NODES && nodes.every(isReady);
  });
}

/** The last that was started goes first, so that none looks for one that is gone. */
async function down() {
  for (const { child } of parts.toReversed()) {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) continue;
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    const isLate = await Promise.race([exited.then(() => false), delay(10_000, true, { ref: false })]);
    if (isLate) child.kill('SIGKILL');
    await exited;
  }
  rmSync(home, { recursive: true, force: true });
}

let running = null;
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => running?.kill(signal));
const began = Date.now();
try {
  await up();
  console.log(`a cluster of ${NODES} nodes is up after ${((Date.now() - began) / 1_000).toFixed(1)} s`);
  const [program, ...rest] = command;
  running = spawn(program, rest, { stdio: 'inherit', env: { ...process.env, TOCSIN_TEST_KUBECONFIG: kubeconfig } });
  const [status] = await once(running, 'exit');
  process.exitCode = status ?? 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await down();
}
