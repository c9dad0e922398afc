import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeActionExecutor } from '@tocsin/ports/action-executor.contract';
import { FakeClock } from '@tocsin/ports/clock.fake';
import { DockerDaemon } from './docker-daemon.js';
import { DockerExecutor } from './docker-executor.js';
import { DockerManager } from './docker-manager.js';

const live = new AbortController().signal;
const restart = { kind: 'docker_restart', container: { name: 'web' } } as const;

/** The part of Docker's API that is used here, over one container, answering as the API's reference says. */
class Engine {
  readonly requests: string[] = [];
  restarts = 0;
  container = { id: 'c0ffee', starts: 0, ownStarts: 0 };
  status = 'Up 2 hours (healthy)';
  state = 'running';
  /** Answers a restart; the usual answer when it leaves it. */
  onRestart: (response: ServerResponse) => boolean = () => false;
  /** Answers everything; the usual answers when it leaves it. */
  onAny: (response: ServerResponse) => boolean = () => false;

  answer(request: IncomingMessage, response: ServerResponse): void {
    this.requests.push(`${request.method} ${request.url}`);
    const json = (status: number, value: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    if (this.onAny(response)) return;
    switch (`${request.method} ${request.url}`) {
      case 'GET /_ping':
        return void response.writeHead(200, { 'content-type': 'text/plain' }).end('OK');
      case 'GET /version':
        return void json(200, { Version: '29.1.3', ApiVersion: '1.52', MinAPIVersion: '1.44' });
      case 'GET /containers/json?all=true':
        return void json(200, [
          { Id: this.container.id, Names: ['/web'], Labels: { tier: 'front' }, State: this.state, Status: this.status },
        ]);
      case 'GET /containers/web/json':
        return void json(200, {
          Id: this.container.id,
          RestartCount: this.container.ownStarts,
          Config: { Image: 'web:1' },
          State: { Running: true, Status: 'running', StartedAt: `2026-01-01T00:00:0${this.container.starts}Z` },
        });
      case 'POST /containers/web/restart?t=10':
        if (this.onRestart(response)) return;
        this.restart();
        return void response.writeHead(204).end();
      default:
        return void json(404, { message: `No such container: ${request.url?.split('/')[2]}` });
    }
  }

  restart(): void {
    this.restarts += 1;
    this.container.starts += 1;
  }
}

async function open() {
  const home = mkdtempSync(join(tmpdir(), 'tocsin-docker-'));
  const socket = join(home, 'docker.sock');
  const engine = new Engine();
  const server = createServer((request, response) => engine.answer(request, response));
  await new Promise<void>((done) => server.listen(socket, done));
  const clock = new FakeClock(1_000_000);
  const daemon = await DockerDaemon.open(socket);
  return {
    engine,
    socket,
    clock,
    daemon,
    executor: new DockerExecutor(daemon, clock),
    manager: new DockerManager(daemon),
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      rmSync(home, { recursive: true });
    },
  };
}

describeActionExecutor('Docker', ['docker_restart'], async () => {
  const { engine, socket, executor, close } = await open();
  return {
    executor,
    action: restart,
    missing: {
      action: { kind: 'docker_restart', container: { name: 'gone' } },
      where: `container gone is not at unix://${socket}`,
    },
    tells: 'own',
    undoable: false,
    effects: async () => engine.restarts,
    state: async () => ({ ...engine.container }),
    close,
  };
});

describe('DockerExecutor', () => {
  let world: Awaited<ReturnType<typeof open>>;
  beforeEach(async () => void (world = await open()));
  afterEach(() => world.close());

  it('asks for nothing but what it needs', async () => {
    await world.executor.rehearse(restart, live);
    await world.executor.perform(restart, 'k', live);
    await world.executor.inquire(restart, 'k', live);
    expect(world.engine.requests).toEqual([
      'GET /containers/web/json',
      'GET /containers/web/json',
      'POST /containers/web/restart?t=10',
      'GET /containers/web/json',
    ]);
  });

  it('a restart whose answer was lost is found in when the container was started, and not done again', async () => {
    world.engine.onRestart = (response) => {
      world.engine.restart();
      response.socket?.destroy();
      return true;
    };
    expect(await world.executor.perform(restart, 'k', live)).toMatchObject({ kind: 'unknown' });
    expect(await world.executor.inquire(restart, 'k', live)).toEqual({ kind: 'done' });
    expect(await world.executor.perform(restart, 'k', live)).toMatchObject({ kind: 'done' });
    expect(world.engine.restarts).toBe(1);
  });

  it('a restart that never arrived is unknown while it may be under way, then not done, then done again', async () => {
    world.engine.onRestart = (response) => Boolean(response.socket?.destroy());
    expect(await world.executor.perform(restart, 'k', live)).toMatchObject({ kind: 'unknown' });
    world.engine.onRestart = () => false;
    expect(await world.executor.inquire(restart, 'k', live)).toMatchObject({
      kind: 'unknown',
      reason: expect.stringContaining('under way'),
    });
    expect(await world.executor.perform(restart, 'k', live)).toMatchObject({ kind: 'unknown' });
    await world.clock.advance(30_000);
    expect(await world.executor.inquire(restart, 'k', live)).toEqual({ kind: 'not_done' });
    expect(await world.executor.perform(restart, 'k', live)).toMatchObject({ kind: 'done' });
    expect(world.engine.restarts).toBe(1);
  });

  it('a container that restarted itself meanwhile, or was made anew, tells nothing', async () => {
    await world.executor.perform(restart, 'k', live);
    world.engine.container.ownStarts += 1;
    expect(await world.executor.inquire(restart, 'k', live)).toMatchObject({
      kind: 'unknown',
      reason: expect.stringContaining('policy'),
    });
    world.engine.container = { id: 'beef', starts: 1, ownStarts: 0 };
    expect(await world.executor.inquire(restart, 'k', live)).toMatchObject({
      kind: 'unknown',
      reason: expect.stringContaining('another container'),
    });
  });

  it.each<[number, object]>([
    [500, { kind: 'unknown' }],
    [404, { kind: 'refused', mayHelp: false }],
    [409, { kind: 'refused', mayHelp: true }],
    [403, { kind: 'refused', mayHelp: false }],
  ])('a restart that is answered with %i', async (status, outcome) => {
    world.engine.onRestart = (response) => Boolean(response.writeHead(status).end('{"message":"no"}'));
    expect(await world.executor.perform(restart, 'k', live)).toMatchObject(outcome);
  });

  it('a daemon that is given up while it works: nobody knows', async () => {
    const giveUp = new AbortController();
    world.engine.onRestart = () => {
      giveUp.abort();
      return true;
    };
    expect(await world.executor.perform(restart, 'k', giveUp.signal)).toMatchObject({ kind: 'unknown' });
  });

  it('says of other kinds that they are not its own', async () => {
    const webhook = { kind: 'webhook', url: 'https://a.example', body: {} } as const;
    expect(await world.executor.rehearse(webhook, live)).toMatchObject({ kind: 'refused' });
    expect(await world.executor.perform(webhook, 'k', live)).toMatchObject({ kind: 'refused', mayHelp: false });
    expect(await world.executor.inquire(webhook, 'k', live)).toMatchObject({ kind: 'unknown' });
    expect(world.engine.requests).toEqual([]);
  });
});

describe('DockerManager', () => {
  let world: Awaited<ReturnType<typeof open>>;
  beforeEach(async () => void (world = await open()));
  afterEach(() => world.close());

  it('says which daemon is there', async () => {
    expect(await world.manager.health(live)).toEqual({ kind: 'reachable', version: '29.1.3', apiVersion: '1.52' });
    expect(world.engine.requests).toEqual(['GET /_ping', 'GET /version']);
  });

  it.each([
    ['running', 'Up 2 hours', 'healthy', null],
    ['running', 'Up 2 hours (healthy)', 'healthy', null],
    ['running', 'Up 2 hours (unhealthy)', 'degraded', 'Up 2 hours (unhealthy)'],
    ['running', 'Up 1 second (health: starting)', 'degraded', 'Up 1 second (health: starting)'],
    ['exited', 'Exited (137) 2 minutes ago', 'down', 'Exited (137) 2 minutes ago'],
    ['restarting', 'Restarting (1) 5 seconds ago', 'down', 'Restarting (1) 5 seconds ago'],
  ])('a container that is %s, %s, is %s', async (state, status, health, why) => {
    Object.assign(world.engine, { state, status });
    expect(await world.manager.list(live)).toMatchObject({
      kind: 'listed',
      isCut: false,
      targets: [{ subject: { kind: 'container', name: 'web' }, labels: { tier: 'front' }, desired: 1, health, why }],
    });
  });

  it('a socket where nobody is, or somebody else', async () => {
    const nobody = new DockerManager(await DockerDaemon.open(`${world.socket}.gone`));
    const unreachable = { kind: 'unreachable', reason: expect.stringContaining('cannot be reached (ENOENT)') };
    expect(await nobody.health(live)).toMatchObject(unreachable);
    expect(await nobody.list(live)).toMatchObject(unreachable);
    world.engine.onAny = (response) => Boolean(response.writeHead(200).end('<html>'));
    const stranger = { kind: 'unreachable', reason: expect.stringContaining('no Docker daemon') };
    expect(await world.manager.health(live)).toMatchObject(stranger);
    expect(await world.manager.list(live)).toMatchObject(stranger);
  });
});
