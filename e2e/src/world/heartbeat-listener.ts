import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '@tocsin/runtime/system-clock';

/** A service outside that waits for heartbeats, and does with them what the test says. */
export class HeartbeatListener {
  /** When heartbeats came; ms since 1970. */
  readonly beats: number[] = [];
  /** What was asked for at other places than the one where heartbeats go. */
  readonly strays: string[] = [];
  readonly bodies: unknown[] = [];
  answer: { status: number; location?: string } = { status: 200 };

  private constructor(
    readonly url: string,
    readonly stop: () => Promise<void>,
  ) {}

  static async start(): Promise<HeartbeatListener> {
    const server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        if (request.method === 'POST' && request.url === '/ping/secret') {
          listener.beats.push(systemClock.now());
          listener.bodies.push(JSON.parse(Buffer.concat(parts).toString()));
        } else listener.strays.push(`${request.method} ${request.url}`);
        const { status, location } = listener.answer;
        response.writeHead(status, location === undefined ? {} : { location }).end();
      });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    const listener = new HeartbeatListener(
      `http://127.0.0.1:${port}/ping/secret`,
      () =>
        new Promise((closed) => {
          server.close(() => closed());
          server.closeAllConnections();
        }),
    );
    return listener;
  }

  /** Resolves when so many more heartbeats have come. */
  async more(count: number): Promise<void> {
    const wanted = this.beats.length + count;
    while (this.beats.length < wanted) await systemClock.wait(50);
  }

  /** Resolves when none has come for so long. */
  async silence(ms: number): Promise<void> {
    const since = systemClock.now();
    while (systemClock.now() - Math.max(since, this.beats.at(-1) ?? 0) < ms) await systemClock.wait(50);
  }
}
